package dev.countersign.signer.hsm.pkcs11.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Mechanism;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Template;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.softhsm.SoftHsmToken;
import dev.countersign.softhsm.TokenPerTest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What an inventory tells of good objects, and what it finds wrong with bad ones.
@ExtendWith(TokenPerTest.class)
class KeyInventoryIT {

    private static final PinnedKey.Kind EC = PinnedKey.Kind.SECP256K1;

    private static final List<String> NOT_MADE_HERE = List.of(
            "CKA_LOCAL is false, must be true",
            "CKA_ALWAYS_SENSITIVE is false, must be true",
            "CKA_NEVER_EXTRACTABLE is false, must be true");

    private TokenKeys keys;

    @BeforeEach
    void log_in(SoftHsmToken token) throws Exception {
        keys = TokenKeys.in(token);
    }

    @AfterEach
    void log_out() {
        keys.close();
    }

    @ParameterizedTest
    @EnumSource(names = "HMAC_.*", mode = EnumSource.Mode.MATCH_NONE)
    void a_pair_that_was_made_here_is_good(PinnedKey.Kind kind) throws Exception {
        var key = keys.pair(kind, "hot", "1");
        if (kind != PinnedKey.Kind.ED25519) {
            keys.certificate(key, "1");
        }

        var row = keys.only();

        assertThat(row.faults()).isEmpty();
        assertThat(row.kind()).isEqualTo(kind.name());
        assertThat(row.label()).isEqualTo("hot");
        assertThat(row.id()).isEqualTo(id("1"));
        assertThat(row.publicKey()).contains(key);
        assertThat(row.certificate())
                .isEqualTo(kind == PinnedKey.Kind.ED25519 ? KeyRow.Certificate.NONE : KeyRow.Certificate.MATCHES);
        assertThat(row.disabledFrom()).isEmpty();
        assertThat(row.custody().told())
                .containsEntry(CustodyAttribute.LOCAL, true)
                .containsEntry(CustodyAttribute.EXTRACTABLE, false)
                .doesNotContainKey(CustodyAttribute.WRAP); // SoftHSM does not tell it of private keys
    }

    @ParameterizedTest
    @EnumSource(names = "HMAC_.*", mode = EnumSource.Mode.MATCH_ALL)
    void a_secret_that_was_made_here_is_good(PinnedKey.Kind kind) throws Exception {
        keys.secret(kind, "venue", "1");

        var row = keys.only();

        assertThat(row.faults()).isEmpty();
        assertThat(row.canBe(kind)).isTrue();
        assertThat(row.kind()).isEqualTo("CKK_GENERIC_SECRET");
        assertThat(row.publicKey()).isEmpty();
        assertThat(row.custody().secret()).isTrue();
    }

    @Test
    void a_secret_that_was_made_elsewhere_needs_an_officers_word() throws Exception {
        keys.importSecret(new byte[64], "venue", "1");

        assertThat(keys.only().faults(false)).containsExactlyElementsOf(NOT_MADE_HERE);
        assertThat(keys.only().faults(true)).isEmpty();
    }

    @Test
    void an_officers_word_excuses_nothing_else() throws Exception {
        keys.session()
                .createObject(KeyTemplate.secretKey(Ck.CKK_GENERIC_SECRET, "venue", new byte[] {1})
                        .with(Ck.CKA_VALUE, new byte[32])
                        .with(Ck.CKA_EXTRACTABLE, true)
                        .with(Ck.CKA_VERIFY, true)
                        .with(Ck.CKA_ENCRYPT, true));

        assertThat(keys.only().faults(true))
                .containsExactly("CKA_EXTRACTABLE is true, must be false", "CKA_ENCRYPT is true, must be false");
    }

    @Test
    void a_ckaid_that_two_keys_have_is_found_in_both() throws Exception {
        keys.pair(EC, "first", "1");
        keys.secret(PinnedKey.Kind.HMAC_SHA256, "second", "1");
        keys.pair(EC, "third", "3");

        assertThat(keys.findings("first")).containsExactly("another key has the same CKA_ID");
        assertThat(keys.findings("second")).containsExactly("another key has the same CKA_ID");
        assertThat(keys.findings("third")).isEmpty();
    }

    @Test
    void a_label_that_two_keys_have_is_found_in_both() throws Exception {
        keys.pair(EC, "same", "1");
        keys.secret(PinnedKey.Kind.HMAC_SHA256, "same", "2");

        assertThat(keys.rows())
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.findings()).containsExactly("another key has the same CKA_LABEL"));
    }

    @Test
    void keys_without_a_label_do_not_share_it() throws Exception {
        keys.pair(EC, "", "1");
        keys.pair(EC, "", "2");

        assertThat(keys.rows())
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.findings()).isEmpty());
    }

    @Test
    void a_key_without_an_id_is_found() throws Exception {
        keys.pair(EC, "nameless", "");

        assertThat(keys.only().findings()).containsExactly("it has no CKA_ID");
    }

    @Test
    void a_public_key_that_two_private_keys_have_is_found_in_both() throws Exception {
        keys.importPair("one", "1");
        keys.importPair("two", "2");

        assertThat(keys.rows())
                .hasSize(2)
                .allSatisfy(row ->
                        assertThat(row.findings()).containsExactly("another private key has the same public key"));
    }

    @Test
    void a_key_that_cannot_be_pinned_is_found() throws Exception {
        var p521 = HexFormat.of().parseHex("06052b81040023");
        keys.session()
                .generateKeyPair(
                        Mechanism.of(Ck.CKM_EC_KEY_PAIR_GEN),
                        KeyTemplate.publicKey(PinnedKey.Kind.P384, "big", new byte[] {1})
                                .with(Ck.CKA_EC_PARAMS, p521),
                        KeyTemplate.privateKey(PinnedKey.Kind.P384, "big", new byte[] {1}));

        assertThat(keys.only().kinds()).isEmpty();
        assertThat(keys.only().findings()).contains("CKK_EC, curve 06052b81040023 is of no kind that can be pinned");
    }

    @Test
    void the_earliest_marker_disables_a_key() throws Exception {
        var early = Instant.parse("2030-01-01T00:00:00Z");
        keys.pair(EC, "old", "1");
        keys.pair(EC, "new", "2");
        keys.session().createObject(DisabledMarker.template(id("1"), early.plusSeconds(1)));
        keys.session().createObject(DisabledMarker.template(id("1"), early));

        assertThat(keys.row("old").disabledFrom()).contains(early);
        assertThat(keys.row("old").faults()).isEmpty();
        assertThat(keys.row("new").disabledFrom()).isEmpty();
        assertThat(KeyInventory.disabled(keys.session())).isEqualTo(Map.of(id("1"), early));
    }

    @Test
    void a_marker_that_cannot_be_read_disables_its_key_and_is_noted() throws Exception {
        keys.pair(EC, "hot", "1");
        marker("31 tomorrow");
        marker("the key labelled hot");

        assertThat(keys.only().disabledFrom()).contains(Instant.MIN);
        assertThat(KeyInventory.of(keys.session()).notes())
                .containsExactlyInAnyOrder(
                        "the disabling marker of CKA_ID 31 tells no instant; the key counts as disabled",
                        "a disabling marker names no key");
    }

    private void marker(String value) throws Exception {
        keys.session()
                .createObject(new Template()
                        .with(Ck.CKA_CLASS, Ck.CKO_DATA)
                        .with(Ck.CKA_TOKEN, true)
                        .with(Ck.CKA_PRIVATE, true)
                        .with(Ck.CKA_LABEL, DisabledMarker.LABEL.getBytes(UTF_8))
                        .with(Ck.CKA_VALUE, value.getBytes(UTF_8)));
    }

    private static Bytes id(String text) {
        return Bytes.of(text.getBytes(UTF_8));
    }
}
