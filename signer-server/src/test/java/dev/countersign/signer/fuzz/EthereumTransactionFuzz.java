package dev.countersign.signer.fuzz;

import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.decode.ethereum.EthereumDecoder;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;

/// Unsigned Ethereum transactions: refused, or encoded to the same bytes again.
public final class EthereumTransactionFuzz {

    private static final EthereumDecoder DECODER = new EthereumDecoder();

    private EthereumTransactionFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        var payload = Bytes.of(input);
        try {
            var decoded = DECODER.decode(TestGrants.ethHot(), payload);
            if (!decoded.signable().canonical().equals(payload)) {
                throw new AssertionError("other bytes than the payload's would be signed");
            }
        } catch (Refused refused) {
            // what hostile bytes deserve
        }
    }
}
