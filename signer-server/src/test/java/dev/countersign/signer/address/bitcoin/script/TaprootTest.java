package dev.countersign.signer.address.bitcoin.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.address.bitcoin.script.OutputScript.P2tr;
import dev.countersign.signer.model.Bytes;
import org.junit.jupiter.api.Test;

/// BIP-86 §Test vectors, account 0, first receiving and first change address.
class TaprootTest {

    @Test
    void tweaks_the_internal_key_by_itself() {
        assertOutput(
                "cc8a4bc64d897bddc5fbc2f670f7a8ba0b386779106cf1223c6fc5d7cd6fc115",
                "a60869f0dbcf1dc659c9cecbaf8050135ea9e8cdc487053f1dc6880949dc684c");
        assertOutput(
                "399f1b2f4393f29a18c937859c5dd8a77350103157eb880f02e8c08214277cef",
                "882d74e5d0572d5a816cef0041a96b6c1de832f6f9676d9605c44d5e9a97d3dc");
    }

    /// Whichever half of the curve the key is on.
    private static void assertOutput(String internalKey, String outputKey) {
        for (var prefix : new String[] {"02", "03"}) {
            assertThat(Taproot.outputsOf(Bytes.fromHex(prefix + internalKey)))
                    .containsExactlyInAnyOrder(
                            new P2tr(Bytes.fromHex(internalKey)), new P2tr(Bytes.fromHex(outputKey)));
        }
    }
}
