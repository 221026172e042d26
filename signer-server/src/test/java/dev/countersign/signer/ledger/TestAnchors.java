package dev.countersign.signer.ledger;

import java.nio.file.Path;

/// Where tests have the anchors of their ledgers.
public final class TestAnchors {

    private TestAnchors() {}

    public static Path of(Path database) {
        return database.resolveSibling(database.getFileName() + ".anchor");
    }
}
