package dev.countersign.signer.address.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.address.bitcoin.wire.Hashes;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Chain;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTest {

    /// The time, bits and nonce of each genesis block (Bitcoin Core, kernel/chainparams.cpp); all but
    /// testnet4's have the same Merkle root.
    @ParameterizedTest
    @CsvSource({
        "MAINNET, 4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b, 1231006505, 1d00ffff, 2083236893",
        "TESTNET4, 7aa0a7ae1e223414cb807e40cd57e667b718e42aaf9306db9102fe28912b7b4e, 1714777860, 1d00ffff, 393743547",
        "SIGNET, 4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b, 1598918400, 1e0377ae, 52613770",
        "REGTEST, 4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b, 1296688602, 207fffff, 2",
    })
    void the_chain_is_the_hash_of_the_genesis_block(Network network, String root, int time, String bits, int nonce) {
        var header = Bytes.fromHex("01000000"
                + "00".repeat(32)
                + reversed(root)
                + reversed(HexFormat.of().toHexDigits(time))
                + reversed(bits)
                + reversed(HexFormat.of().toHexDigits(nonce)));

        var hash = reversed(Hashes.doubleSha256(header).hex());

        assertThat(network.chain().caip2()).isEqualTo("bip122:" + hash.substring(0, 32));
        assertThat(Network.of(network.chain())).contains(network);
    }

    @Test
    void another_chain_is_no_network() {
        assertThat(Network.of(new Chain("bip122:12a765e31ffd4059bada1e25190f6e98")))
                .isEmpty();
        assertThat(Network.of(new Chain("eip155:1"))).isEmpty();
    }

    private static String reversed(String hex) {
        var bytes = new StringBuilder();
        for (var i = hex.length() - 2; i >= 0; i -= 2) {
            bytes.append(hex, i, i + 2);
        }
        return bytes.toString();
    }
}
