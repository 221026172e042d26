package dev.countersign.signer.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.PinnedKey;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Random;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Keys;

class EthereumAddressTest {

    private static final Chain MAINNET = new Chain("eip155:1");

    /// The addresses of EIP-55 §"Test Cases".
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x52908400098527886E0F7030069857D2E4169EE7",
                "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
                "0xde709f2102306220921060314715629080e2fb77",
                "0x27b1fdb04752bbc536007a920d24acb045561c26",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
                "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
                "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"
            })
    void checksums_are_those_of_the_specification(String address) {
        var lower = address.toLowerCase(Locale.ROOT);

        assertThat(EthereumAddress.checksummed(new Account(MAINNET, lower))).isEqualTo(address);
        assertThat(EthereumAddress.canonical(address)).isEqualTo(lower);
        assertThat(EthereumAddress.canonical(lower)).isEqualTo(lower);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", // one letter's case
                "0xD8DA6BF26964AF9D7EED9E03E53415D37AA96045", // all upper, but not its checksum
                "0X5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
                "5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
                "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae",
                "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed0",
                "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaeg",
                ""
            })
    void other_spellings_are_refused(String address) {
        assertThatIllegalArgumentException().isThrownBy(() -> EthereumAddress.canonical(address));
    }

    @Test
    void accounts_are_those_that_web3j_derives() {
        var random = new Random(20_261_121);
        for (var round = 0; round < 200; round++) {
            var pair = ECKeyPair.create(new BigInteger(250, random).add(BigInteger.ONE));
            var point = CustomNamedCurves.getByName("secp256k1")
                    .getG()
                    .multiply(pair.getPrivateKey())
                    .getEncoded(true);

            assertThat(EthereumAddress.of(MAINNET, new PinnedKey(PinnedKey.Kind.SECP256K1, Bytes.of(point))))
                    .isEqualTo(new Account(MAINNET, "0x" + Keys.getAddress(pair)));
        }
    }

    @Test
    void a_key_off_the_curve_has_no_account() {
        var offCurve = new PinnedKey(PinnedKey.Kind.SECP256K1, Bytes.fromHex("02" + "0".repeat(63) + "5"));
        var beyondField = new PinnedKey(PinnedKey.Kind.SECP256K1, Bytes.fromHex("02" + "f".repeat(64)));
        var ed25519 = new PinnedKey(PinnedKey.Kind.ED25519, Bytes.fromHex("0".repeat(64)));

        assertThatIllegalArgumentException().isThrownBy(() -> EthereumAddress.of(MAINNET, offCurve));
        assertThatIllegalArgumentException().isThrownBy(() -> EthereumAddress.of(MAINNET, beyondField));
        assertThatIllegalArgumentException().isThrownBy(() -> EthereumAddress.of(MAINNET, ed25519));
    }
}
