package dev.countersign.signer.hsm.pkcs11.driver;

import static java.util.Objects.requireNonNull;

import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.TestTokens;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.login.TokenLogin;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.softhsm.SoftHsmToken;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Two keys of each kind in one token, and both drivers over them.
abstract class DriverContractKeys {

    @RegisterExtension
    static final SoftHsmToken TOKEN = SoftHsmToken.perClass();

    /// Two keys of each kind.
    static final Map<PinnedKey.Kind, List<ContractKeys.Made>> KEYS = new EnumMap<>(PinnedKey.Kind.class);

    static final Map<TokenSettings.Driver, Drivers> DRIVERS = new EnumMap<>(TokenSettings.Driver.class);

    /// HMAC keys whose secret this test knows.
    static final Map<PinnedKey.Kind, PinnedKey> KNOWN = new EnumMap<>(PinnedKey.Kind.class);

    static TokenLogin login;

    @BeforeAll
    static void make_keys_of_every_kind() throws Exception {
        login = TokenLogin.open(TestTokens.settings(TOKEN), Ck.CKF_RW_SESSION);
        var keys = new ContractKeys(login.session());
        var handles = new HashMap<PinnedKey, Long>();
        for (var kind : PinnedKey.Kind.values()) {
            var pair = List.of(keys.make(kind, kind + "-a"), keys.make(kind, kind + "-b"));
            pair.forEach(made -> handles.put(made.key(), made.handle()));
            KEYS.put(kind, pair);
        }
        for (var kind : List.of(PinnedKey.Kind.HMAC_SHA256, PinnedKey.Kind.HMAC_SHA384, PinnedKey.Kind.HMAC_SHA512)) {
            var made = keys.importKnownSecret(kind, kind + "-known");
            KNOWN.put(kind, made.key());
            handles.put(made.key(), made.handle());
        }
        var epoch = 4_000;
        for (var driver : TokenSettings.Driver.values()) {
            var settings = TestTokens.settings(TOKEN, driver, 1);
            DRIVERS.put(driver, Drivers.of(settings, login.cryptoki(), login.slot(), epoch++, handles));
        }
    }

    @AfterAll
    static void log_out() {
        login.close();
    }

    static Drivers drivers(TokenSettings.Driver code) {
        return requireNonNull(DRIVERS.get(code));
    }

    static List<ContractKeys.Made> keys(PinnedKey.Kind kind) {
        return requireNonNull(KEYS.get(kind));
    }

    static PinnedKey key(PinnedKey.Kind kind) {
        return keys(kind).getFirst().key();
    }

    static Driver open(TokenSettings.Driver code) throws SigningFault {
        return drivers(code).open();
    }

    /// A digest of the curve's length, or a message that grows by the square.
    static byte[] data(PinnedKey.Kind kind, int number) {
        var data = new byte
                [switch (kind) {
                    case SECP256K1, P256 -> 32;
                    case P384 -> 48;
                    default -> number * number * 30;
                }];
        Arrays.fill(data, (byte) number);
        return data;
    }
}
