package dev.countersign.signer.hsm.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.TestTokens;
import dev.countersign.signer.hsm.pkcs11.driver.Drivers;
import dev.countersign.signer.hsm.pkcs11.login.TokenLogin;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.softhsm.FaultyModule;
import dev.countersign.softhsm.SoftHsmToken;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// However many objects a token has, it costs one search for each class of objects, and one call for each object.
class OneEnumerationIT {

    private static final int SECRETS = 582; // 6,000 take two minutes to make
    private static final int PAIRS = 6; // with a public half and a certificate each
    private static final int OBJECTS = SECRETS + 3 * PAIRS;
    private static final int CLASSES = 5;

    /// SunPKCS11's KeyStore: private keys, certificates, secret keys.
    private static final int CLASSES_OF_THE_KEY_STORE = 3;

    @RegisterExtension
    static final SoftHsmToken TOKEN = SoftHsmToken.perClass();

    /// A pair of each kind with its certificate, and HMAC keys: the objects that are quickest to make.
    @BeforeAll
    static void fill() throws Exception {
        try (var keys = TokenKeys.in(TOKEN)) {
            for (var kind : PinnedKey.Kind.values()) {
                if (kind.asymmetric()) {
                    keys.certificate(keys.pair(kind, kind.name(), kind.name()), kind.name());
                }
            }
            keys.secrets(SECRETS);
        }
    }

    @Test
    void each_object_is_read_once() throws Exception {
        var counted = FaultyModule.around(TOKEN);
        try (var login = TokenLogin.open(TestTokens.settings(counted.token()), 0)) {
            var before = Calls.of(counted);

            var inventory = KeyInventory.of(login.session());

            assertThat(inventory.entries()).hasSize(SECRETS + PAIRS);
            // a class is done when the token has no more: one call that finds nothing, and one before it if there was
            // any
            assertThat(Calls.of(counted).since(before)).isEqualTo(new Calls(CLASSES, 2 * CLASSES - 1, OBJECTS));
        }
    }

    /// The JDK searches for a key when it is asked for it, so each of those that are wanted costs a search; no other
    /// does.
    @Test
    void sunpkcs11_searches_for_no_key_that_is_not_wanted() throws Exception {
        var counted = FaultyModule.around(TOKEN);
        var settings = TestTokens.settings(counted.token(), TokenSettings.Driver.SUNPKCS11, 1);
        try (var login = TokenLogin.open(settings, 0)) {
            var wanted = wanted(KeyInventory.read(login.session()), PinnedKey.Kind.SECP256K1, PinnedKey.Kind.RSA_2048);
            var before = Calls.of(counted);

            try (var drivers = Drivers.of(settings, login.cryptoki(), login.slot(), 9_000, wanted);
                    login) { // which ends before the provider's sessions do
                assertThat(wanted).hasSize(2);
                assertThat(wanted.keySet())
                        .allSatisfy(key -> assertThat(drivers.driverOf(key)).isEqualTo(TokenSettings.Driver.SUNPKCS11));
                assertThat(Calls.of(counted).since(before).searches())
                        .isEqualTo(CLASSES_OF_THE_KEY_STORE + wanted.size());
            }
        }
    }

    private static Map<PinnedKey, Long> wanted(List<KeyInventory.Entry> entries, PinnedKey.Kind... kinds) {
        var wanted = new HashMap<PinnedKey, Long>();
        for (var entry : entries) {
            entry.row()
                    .publicKey()
                    .filter(key -> Stream.of(kinds).anyMatch(key.kind()::equals))
                    .ifPresent(key -> wanted.put(key, entry.handle()));
        }
        return wanted;
    }

    /// How often the token was asked for what.
    ///
    /// @param searches C_FindObjectsInit
    /// @param batches C_FindObjects
    /// @param reads C_GetAttributeValue
    private record Calls(long searches, long batches, long reads) {

        static Calls of(FaultyModule counted) {
            return new Calls(
                    counted.calls("C_FindObjectsInit", TOKEN.label()),
                    counted.calls("C_FindObjects", TOKEN.label()),
                    counted.calls("C_GetAttributeValue", TOKEN.label()));
        }

        Calls since(Calls before) {
            return new Calls(searches - before.searches, batches - before.batches, reads - before.reads);
        }
    }
}
