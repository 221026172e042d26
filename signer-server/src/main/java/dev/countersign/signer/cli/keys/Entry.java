package dev.countersign.signer.cli.keys;

import dev.countersign.signer.address.bitcoin.Address;
import dev.countersign.signer.address.bitcoin.Network;
import dev.countersign.signer.bundle.EthereumAddress;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.PinnedKey;

/// What pins a key, as the file that must name it writes it.
sealed interface Entry {

    /// In lines, ready to be copied.
    String text(KeyId id, PinnedKey key);

    /// For a chain, in policy.yaml.
    record ForChain(Chain chain) implements Entry {

        @Override
        public String text(KeyId id, PinnedKey key) {
            var address = Network.of(chain)
                    .map(network -> Address.ofKey(network, key.encoded()))
                    .orElseGet(() -> EthereumAddress.checksummed(EthereumAddress.of(chain, key)));
            return """
                    # generated in the token; address %s
                    keys:
                      %s:
                        chain: %s
                        public_key: "%s"
                        rules: []
                        limits: []
                    """.formatted(address, id, chain, key.hex());
        }
    }

    /// For a venue, in policy.yaml.
    ///
    /// @param imported its secret was made elsewhere
    record ForVenue(String venue, boolean imported) implements Entry {

        @Override
        public String text(KeyId id, PinnedKey key) {
            var pin = key.kind().asymmetric() ? "public_key" : "check_value";
            return """
                    # %s
                    keys:
                      %s:
                        venue: %s
                        kind: %s
                        %s: "%s"
                    %s""".formatted(
                            imported ? "made outside the token and imported" : "generated in the token",
                            id,
                            venue,
                            key.kind().text(),
                            pin,
                            key.hex(),
                            imported ? "    accept_imported: true\n" : "");
        }
    }

    /// For the journal, in server.yaml.
    record ForCheckpoints() implements Entry {

        @Override
        public String text(KeyId id, PinnedKey key) {
            return """
                    # generated in the token as %s; for server.yaml, beside origin
                    journal:
                      checkpoint_key: "%s"
                    """.formatted(id, key.hex());
        }
    }
}
