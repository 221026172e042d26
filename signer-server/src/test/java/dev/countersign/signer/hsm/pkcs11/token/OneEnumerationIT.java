package dev.countersign.signer.hsm.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.hsm.pkcs11.TestTokens;
import dev.countersign.signer.hsm.pkcs11.login.TokenLogin;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.softhsm.FaultyModule;
import dev.countersign.softhsm.SoftHsmToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// However many objects a token has, it costs one search for each class of objects, and one call for each object.
class OneEnumerationIT {

    private static final int SECRETS = 200; // 6,000 take two minutes to make
    private static final int CLASSES = 5;

    @RegisterExtension
    static final SoftHsmToken TOKEN = SoftHsmToken.perClass();

    @Test
    void each_object_is_read_once() throws Exception {
        var objects = fill();
        var counted = FaultyModule.around(TOKEN);
        try (var login = TokenLogin.open(TestTokens.settings(counted.token()), 0)) {
            var searches = counted.calls("C_FindObjectsInit", TOKEN.label());
            var reads = counted.calls("C_GetAttributeValue", TOKEN.label());

            var inventory = KeyInventory.of(login.session());

            assertThat(inventory.entries()).hasSize(SECRETS + 6);
            assertThat(counted.calls("C_FindObjectsInit", TOKEN.label()) - searches)
                    .isEqualTo(CLASSES);
            assertThat(counted.calls("C_GetAttributeValue", TOKEN.label()) - reads)
                    .isEqualTo(objects);
        }
    }

    /// A pair of each kind with its certificate, and HMAC keys: the objects that are quickest to make.
    private static int fill() throws Exception {
        var objects = 0;
        try (var keys = TokenKeys.in(TOKEN)) {
            for (var kind : PinnedKey.Kind.values()) {
                if (kind.asymmetric()) {
                    keys.certificate(keys.pair(kind, kind.name(), kind.name()), kind.name());
                    objects += 3;
                }
            }
            keys.secrets(SECRETS);
        }
        return objects + SECRETS;
    }
}
