package dev.countersign.signer.hsm.pkcs11;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.hsm.HsmSettings;
import dev.countersign.signer.hsm.HsmStartFailed;
import dev.countersign.signer.hsm.KeySettings;
import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Mechanism;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Template;
import dev.countersign.signer.hsm.pkcs11.login.TokenLogin;
import dev.countersign.signer.hsm.pkcs11.token.KeyTemplate;
import dev.countersign.signer.hsm.pkcs11.token.PublicKeys;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.softhsm.SoftHsmToken;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;

/// Settings and keys on test tokens, and Bouncy Castle as the second opinion on what they sign.
public final class TestTokens {

    private TestTokens() {}

    public static TokenSettings settings(SoftHsmToken token, TokenSettings.Driver driver, int sessions) {
        return settings(token.label(), token, token.pinFile(), driver, sessions);
    }

    /// For a token of `home`.
    ///
    /// @param sessions of the lane of withdrawals; the other has one
    public static TokenSettings settings(
            String label, SoftHsmToken home, Path pinFile, TokenSettings.Driver driver, int sessions) {
        return settings(label, home, pinFile, driver, sessions, Duration.ofSeconds(5));
    }

    /// For a token of `home`, of whose calls none may take longer than `callTimeout`.
    public static TokenSettings settings(
            String label,
            SoftHsmToken home,
            Path pinFile,
            TokenSettings.Driver driver,
            int sessions,
            Duration callTimeout) {
        return new TokenSettings(
                label,
                home.module(),
                home.environment(),
                pinFile,
                home.directory(),
                driver,
                Map.of(Lane.WITHDRAWALS, sessions, Lane.ORDERS, 1),
                callTimeout);
    }

    public static TokenSettings settings(SoftHsmToken token) {
        return settings(token, TokenSettings.Driver.CRYPTOKI, 1);
    }

    /// A HSM of one token.
    public static Pkcs11Hsm open(
            TokenSettings settings, Collection<PinnedKey> keys, Optional<PinnedKey> checkpointKey, InstantSource clock)
            throws HsmStartFailed {
        var served = keys.stream()
                .map(key -> new KeySettings(key, Lane.WITHDRAWALS, false))
                .toList();
        return Pkcs11Hsm.open(
                new HsmSettings(List.of(settings), served, checkpointKey, Optional.empty()),
                clock,
                InstantSource.system(),
                why -> {});
    }

    /// A key as the ceremony makes it, but for what `lax` changes in the private key's template; no certificate.
    public static PinnedKey createKey(SoftHsmToken token, String label, UnaryOperator<Template> lax) throws Exception {
        var kind = PinnedKey.Kind.SECP256K1;
        try (var login = TokenLogin.open(settings(token), Ck.CKF_RW_SESSION)) {
            var id = label.getBytes(UTF_8);
            var pair = login.session()
                    .generateKeyPair(
                            Mechanism.of(Ck.CKM_EC_KEY_PAIR_GEN),
                            KeyTemplate.publicKey(kind, label, id),
                            lax.apply(KeyTemplate.privateKey(kind, label, id)));
            return login.session()
                    .attribute(pair.publicKey(), Ck.CKA_EC_POINT)
                    .flatMap(point -> PublicKeys.ofPoint(kind, point))
                    .orElseThrow();
        }
    }

    public static Stream<Digest32> randomDigests() {
        var random = new SecureRandom();
        return Stream.generate(() -> {
            var digest = new byte[32];
            random.nextBytes(digest);
            return Digest32.of(digest);
        });
    }

    /// True if Bouncy Castle, too, finds that `key` signed `digest` with `r || s`.
    public static boolean bouncyCastleAgrees(PinnedKey key, Digest32 digest, byte[] rs) {
        var curve = CustomNamedCurves.getByName("secp256k1");
        var domain = new ECDomainParameters(curve.getCurve(), curve.getG(), curve.getN(), curve.getH());
        var verifier = new ECDSASigner();
        verifier.init(
                false,
                new ECPublicKeyParameters(
                        curve.getCurve().decodePoint(key.encoded().toByteArray()), domain));
        return verifier.verifySignature(
                digest.bytes().toByteArray(), new BigInteger(1, rs, 0, 32), new BigInteger(1, rs, 32, 32));
    }

    /// Half the order of secp256k1 (SEC 2 §2.4.1).
    public static BigInteger halfOrder() {
        return CustomNamedCurves.getByName("secp256k1").getN().shiftRight(1);
    }
}
