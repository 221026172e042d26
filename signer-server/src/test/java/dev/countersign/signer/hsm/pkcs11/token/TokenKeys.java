package dev.countersign.signer.hsm.pkcs11.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.hsm.pkcs11.TestTokens;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiException;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiSession;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Mechanism;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Template;
import dev.countersign.signer.hsm.pkcs11.login.TokenLogin;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.softhsm.SoftHsmToken;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;

/// Good and bad objects in a test token, made through the binding.
public final class TokenKeys implements AutoCloseable {

    /// The private key 1 of secp256k1, whose public key is the curve's generator (SEC 2 §2.4.1).
    private static final byte[] SCALAR = HexFormat.of().parseHex("00".repeat(31) + "01");

    private static final byte[] GENERATOR = HexFormat.of()
            .parseHex("044104" + "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
                    + "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8");

    private final TokenLogin login;

    private TokenKeys(TokenLogin login) {
        this.login = login;
    }

    public static TokenKeys in(SoftHsmToken token) throws Exception {
        return new TokenKeys(TokenLogin.open(TestTokens.settings(token), Ck.CKF_RW_SESSION));
    }

    public CryptokiSession session() {
        return login.session();
    }

    /// A pair as the ceremony makes it, without a certificate.
    public PinnedKey pair(PinnedKey.Kind kind, String label, String id) throws CryptokiException {
        return pair(kind, label, id, UnaryOperator.identity(), UnaryOperator.identity());
    }

    public PinnedKey pair(
            PinnedKey.Kind kind,
            String label,
            String id,
            UnaryOperator<Template> publicKey,
            UnaryOperator<Template> privateKey)
            throws CryptokiException {
        var pair = session()
                .generateKeyPair(
                        Mechanism.of(KeyTemplate.generationMechanism(kind)),
                        publicKey.apply(KeyTemplate.publicKey(kind, label, id.getBytes(UTF_8))),
                        privateKey.apply(KeyTemplate.privateKey(kind, label, id.getBytes(UTF_8))));
        return PublicKeys.read(session(), pair.publicKey()).orElseThrow();
    }

    public void certificate(PinnedKey key, String id) throws CryptokiException {
        session().createObject(KeyCertificate.of(key, id, id.getBytes(UTF_8)));
    }

    /// A secret made in the token.
    public void secret(PinnedKey.Kind kind, String label, String id) throws CryptokiException {
        session()
                .generateKey(
                        Mechanism.of(Ck.CKM_GENERIC_SECRET_KEY_GEN),
                        KeyTemplate.newSecretKey(kind, Ck.CKK_GENERIC_SECRET, label, id.getBytes(UTF_8)));
    }

    /// Many secrets, each with an id and a label of its own.
    public void secrets(int count) throws CryptokiException {
        for (var i = 0; i < count; i++) {
            importSecret(new byte[32], "secret-" + i, "secret-" + i);
        }
    }

    /// A secret made elsewhere.
    public void importSecret(byte[] secret, String label, String id) throws CryptokiException {
        session()
                .createObject(KeyTemplate.secretKey(Ck.CKK_GENERIC_SECRET, label, id.getBytes(UTF_8))
                        .with(Ck.CKA_VALUE, secret));
    }

    /// The secp256k1 key 1, made elsewhere.
    public void importPair(String label, String id) throws CryptokiException {
        publicKey(GENERATOR, label, id);
        session()
                .createObject(KeyTemplate.privateKey(PinnedKey.Kind.SECP256K1, label, id.getBytes(UTF_8))
                        .with(Ck.CKA_EC_PARAMS, HexFormat.of().parseHex("06052b8104000a"))
                        .with(Ck.CKA_VALUE, SCALAR));
    }

    /// A public key object that holds the generator of secp256k1.
    public void generator(String id) throws CryptokiException {
        publicKey(GENERATOR, id, id);
    }

    private void publicKey(byte[] point, String label, String id) throws CryptokiException {
        session()
                .createObject(KeyTemplate.publicKey(PinnedKey.Kind.SECP256K1, label, id.getBytes(UTF_8))
                        .with(Ck.CKA_EC_POINT, point));
    }

    /// What the inventory says of the token now.
    List<KeyRow> rows() throws Exception {
        return KeyInventory.of(session()).entries().stream()
                .map(KeyInventory.Entry::row)
                .toList();
    }

    /// The one row that there is.
    KeyRow only() throws Exception {
        assertThat(rows()).hasSize(1);
        return rows().getFirst();
    }

    KeyRow row(String label) throws Exception {
        return rows().stream()
                .filter(row -> row.label().equals(label))
                .findFirst()
                .orElseThrow();
    }

    List<String> findings(String label) throws Exception {
        return row(label).findings();
    }

    @Override
    public void close() {
        login.close();
    }
}
