package dev.countersign.signer.hsm.pkcs11.ceremony;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.signer.hsm.pkcs11.ceremony.Secret.Encoding;
import dev.countersign.signer.hsm.pkcs11.token.KeyTemplate;
import dev.countersign.signer.model.CheckValue;
import dev.countersign.signer.model.PinnedKey.Kind;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {

    private static final byte[] BYTES = "sixteen secret b".getBytes(US_ASCII);

    @ParameterizedTest
    @EnumSource
    void one_line_break_at_the_end_is_not_part_of_it(Encoding encoding) {
        for (var end : new String[] {"", "\n", "\r\n"}) {
            try (var secret = Secret.of((written(encoding) + end).getBytes(US_ASCII), encoding)) {
                assertThat(key(secret)).isEqualTo(BYTES);
            }
        }
    }

    @Test
    void a_second_line_break_is() {
        try (var secret = Secret.of("12345678\n\n".getBytes(US_ASCII), Encoding.RAW)) {
            assertThat(key(secret)).isEqualTo("12345678\n".getBytes(US_ASCII));
        }
    }

    @ParameterizedTest
    @CsvSource({"BASE64,c2VjcmV0!!c2VjcmV0,not base64", "HEX,00112233445566xx,not hex", "HEX,001122334455667,odd"})
    void what_is_not_so_encoded_is_refused_without_being_quoted(Encoding encoding, String written, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Secret.of(written.getBytes(US_ASCII), encoding))
                .withMessageContaining(why)
                .withNoCause()
                .satisfies(refused ->
                        assertThat(String.valueOf(refused.getMessage())).doesNotContain("c2Vj", "0011", "!", "xx"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 513})
    void a_secret_has_8_to_512_bytes(int length) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Secret.of(new byte[length], Encoding.RAW))
                .withMessage("the secret has %d bytes; 8 to 512 are taken".formatted(length));
    }

    /// Padded below the hash's length, hashed above its block (RFC 2104 §2): nothing about its MACs changes.
    @ParameterizedTest
    @CsvSource({
        "HMAC_SHA256,8",
        "HMAC_SHA256,64",
        "HMAC_SHA256,65",
        "HMAC_SHA256,512",
        "HMAC_SHA384,128",
        "HMAC_SHA384,129",
        "HMAC_SHA512,64",
        "HMAC_SHA512,128",
        "HMAC_SHA512,129"
    })
    void its_check_value_is_the_jdks_mac_and_so_is_that_of_the_key_for_the_token(Kind kind, int length)
            throws Exception {
        var bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0x5c);
        bytes[length - 1] = 1;
        try (var secret = Secret.of(bytes, Encoding.RAW)) {
            assertThat(secret.checkValue(kind)).isEqualTo(mac(kind, bytes));
            assertThat(secret.<byte[], Exception>give(kind, key -> mac(kind, key)))
                    .isEqualTo(mac(kind, bytes));
            assertThat(secret.keyBytes(kind)).isBetween(KeyTemplate.secretBytes(kind), 128);
        }
    }

    @Test
    void a_closed_secret_is_zeros_and_never_prints() {
        var secret = Secret.of(BYTES, Encoding.RAW);
        secret.close();

        assertThat(key(secret)).containsOnly(0);
        assertThat(secret).hasToString("Secret[redacted]");
    }

    /// The secret itself: the key that it stands for has zeros behind it.
    private static byte[] key(Secret secret) {
        return secret.give(Kind.HMAC_SHA512, key -> Arrays.copyOf(key, secret.length()));
    }

    private static byte[] mac(Kind kind, byte[] key) throws Exception {
        var name = kind.name().replace("HMAC_", "Hmac");
        var mac = Mac.getInstance(name);
        mac.init(new SecretKeySpec(key, name));
        return mac.doFinal(CheckValue.RESERVED_TEXT.toByteArray());
    }

    private static String written(Encoding encoding) {
        return switch (encoding) {
            case BASE64 -> Base64.getEncoder().encodeToString(BYTES);
            case HEX -> HexFormat.of().withUpperCase().formatHex(BYTES);
            case RAW -> new String(BYTES, US_ASCII);
        };
    }
}
