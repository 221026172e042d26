package dev.countersign.signer.hsm.pkcs11.ceremony;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.hsm.pkcs11.TestTokens;
import dev.countersign.signer.hsm.pkcs11.ceremony.Secret.Encoding;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Template;
import dev.countersign.signer.hsm.pkcs11.login.TokenLogin;
import dev.countersign.signer.model.CheckValue;
import dev.countersign.signer.model.PinnedKey.Kind;
import dev.countersign.softhsm.SoftHsmToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretImportIT {

    private static final String PATTERN = "a secret that an exchange made. ";

    @RegisterExtension
    static final SoftHsmToken TOKEN = SoftHsmToken.perClass();

    @ParameterizedTest
    @CsvSource({
        "HMAC_SHA256,32,false", "HMAC_SHA384,48,false", "HMAC_SHA512,64,false", "HMAC_SHA512,512,false",
        "HMAC_SHA256,100,false", "HMAC_SHA512,8,false", "HMAC_SHA512,64,true", "HMAC_SHA256,200,true"
    })
    void the_token_makes_the_macs_of_the_secret(Kind kind, int length, boolean plain) throws Exception {
        var bytes = Arrays.copyOf(PATTERN.repeat(16).getBytes(US_ASCII), length);
        try (var ceremony = KeyCeremony.open(TestTokens.settings(TOKEN));
                var secret = Secret.of(bytes, Encoding.RAW)) {
            var made = ceremony.importSecret(kind, "imported-" + kind + length + plain, secret, plain);

            assertThat(made.key().encoded().toByteArray()).isEqualTo(mac(kind, bytes));
            assertThat(made.faults()).isEmpty();
            var row = ceremony.list().stream()
                    .filter(any -> any.id().equals(made.id()))
                    .findFirst()
                    .orElseThrow();
            assertThat(row.canBe(kind)).isTrue();
            assertThat(row.faults(true)).isEmpty();
            assertThat(row.faults(false))
                    .containsExactlyInAnyOrder(
                            "CKA_LOCAL is false, must be true",
                            "CKA_ALWAYS_SENSITIVE is false, must be true",
                            "CKA_NEVER_EXTRACTABLE is false, must be true");
        }
    }

    @Test
    void neither_the_secret_nor_the_wrapping_key_is_on_the_disk_afterwards() throws Exception {
        var bytes = "grep me if you can, I am 40 bytes long..".getBytes(US_ASCII);
        try (var ceremony = KeyCeremony.open(TestTokens.settings(TOKEN));
                var secret = Secret.of(bytes, Encoding.RAW)) {
            ceremony.importSecret(Kind.HMAC_SHA256, "on-disk", secret, false);
            ceremony.create(Kind.P256, "not-secret");
        }

        assertThat(filesWith(TOKEN.directory(), bytes)).isEmpty();
        assertThat(filesWith(TOKEN.directory(), "not-secret".getBytes(UTF_8)))
                .as("the search finds what is there in the clear")
                .isNotEmpty();
        try (var login = TokenLogin.open(TestTokens.settings(TOKEN), 0)) {
            var rsa = new Template().with(Ck.CKA_KEY_TYPE, Ck.CKK_RSA);
            assertThat(login.session().find(rsa)).isEmpty();
        }
    }

    @Test
    void a_name_is_not_used_twice() throws Exception {
        try (var ceremony = KeyCeremony.open(TestTokens.settings(TOKEN));
                var secret = Secret.of(new byte[32], Encoding.RAW)) {
            ceremony.importSecret(Kind.HMAC_SHA256, "twice", secret, false);

            assertThatThrownBy(() -> ceremony.importSecret(Kind.HMAC_SHA256, "twice", secret, false))
                    .isInstanceOf(KeyCeremonyFailed.class)
                    .hasMessageContaining("'twice' exists already");
            assertThatThrownBy(() -> ceremony.create(Kind.P256, "twice")).isInstanceOf(KeyCeremonyFailed.class);
        }
    }

    private static byte[] mac(Kind kind, byte[] key) throws Exception {
        var name = kind.name().replace("HMAC_", "Hmac");
        var mac = Mac.getInstance(name);
        mac.init(new SecretKeySpec(key, name));
        return mac.doFinal(CheckValue.RESERVED_TEXT.toByteArray());
    }

    private static List<Path> filesWith(Path folder, byte[] bytes) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> contains(file, bytes))
                    .toList();
        }
    }

    private static boolean contains(Path file, byte[] bytes) {
        try {
            var content = new String(Files.readAllBytes(file), ISO_8859_1);
            return content.contains(new String(bytes, ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
