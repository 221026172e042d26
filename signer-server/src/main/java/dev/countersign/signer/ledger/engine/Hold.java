package dev.countersign.signer.ledger.engine;

import java.io.IOException;

/// The hold of one process on a ledger, which ends with the process.
@FunctionalInterface
public interface Hold extends AutoCloseable {

    @Override
    void close() throws IOException;
}
