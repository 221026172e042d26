package dev.countersign.signer.hsm.pkcs11.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.TestTokens;
import dev.countersign.signer.hsm.pkcs11.inventory.InventoryReport.Verdict;
import dev.countersign.signer.hsm.pkcs11.token.DisabledMarker;
import dev.countersign.signer.hsm.pkcs11.token.TokenKeys;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.CheckValue;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.softhsm.SoftHsmToken;
import dev.countersign.softhsm.TokenPerTest;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Tokens beside a policy.
@ExtendWith(TokenPerTest.class)
class HsmInventoryIT {

    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private SoftHsmToken token;

    @BeforeEach
    void a_token(SoftHsmToken made) {
        token = made;
    }

    @Test
    void a_pinned_key_is_good_and_the_token_is_described() throws Exception {
        PinnedKey key;
        try (var keys = TokenKeys.in(token)) {
            key = keys.pair(PinnedKey.Kind.SECP256K1, "eth-hot", "1");
            keys.certificate(key, "1");
        }

        var report = take(List.of(token), new ExpectedKey("eth-hot", key, false));

        assertThat(report.good()).isTrue();
        assertThat(report.findings()).isEmpty();
        var row = only(report);
        assertThat(row.verdict()).isEqualTo(Verdict.GOOD);
        assertThat(row.pinned().map(ExpectedKey::name)).contains("eth-hot");
        assertThat(row.driver()).contains(TokenSettings.Driver.SUNPKCS11);
        var described = report.tokens().getFirst().description().orElseThrow();
        assertThat(described.library()).startsWith("SoftHSM, Implementation of PKCS11 2.");
        assertThat(described.serialNumber()).hasSize(16);
        assertThat(described.flags()).contains("login required", "user PIN set");
    }

    @Test
    void a_key_of_the_policy_that_no_token_has_is_missing() throws Exception {
        var absent = new ExpectedKey("eth-hot", somebodysKey(), false);

        var report = take(List.of(token), absent);

        assertThat(report.good()).isFalse();
        assertThat(report.missing()).containsExactly(absent);
    }

    @Test
    void a_pinned_key_that_could_leave_is_refused() throws Exception {
        PinnedKey key;
        try (var keys = TokenKeys.in(token)) {
            keys.importPair("eth-hot", "1");
            key = new PinnedKey(PinnedKey.Kind.SECP256K1, GENERATOR);
        }

        assertThat(only(take(List.of(token), new ExpectedKey("eth-hot", key, false)))
                        .verdict())
                .isEqualTo(Verdict.REFUSED);
        assertThat(take(List.of(token), new ExpectedKey("eth-hot", key, false)).good())
                .isFalse();
        assertThat(take(List.of(token), new ExpectedKey("eth-hot", key, true)).good())
                .isTrue();
    }

    @Test
    void an_imported_secret_is_known_by_its_check_value() throws Exception {
        var secret = "a secret of an exchange, 64 bytes and more: 0123456789 0123456789".getBytes(UTF_8);
        try (var keys = TokenKeys.in(token)) {
            keys.importSecret(secret, "venue", "1");
        }
        var mac = Mac.getInstance("HmacSHA512");
        mac.init(new SecretKeySpec(secret, "HmacSHA512"));
        var pinned = new PinnedKey(
                PinnedKey.Kind.HMAC_SHA512, Bytes.of(mac.doFinal(CheckValue.RESERVED_TEXT.toByteArray())));

        var report = take(List.of(token), new ExpectedKey("venue", pinned, true));

        assertThat(report.good()).isTrue();
        assertThat(only(report).pinned().map(ExpectedKey::name)).contains("venue");
        assertThat(only(report).checkValues()).hasSize(3).containsEntry(pinned.kind(), pinned.encoded());
    }

    @Test
    void a_key_that_one_token_lacks_is_found_and_still_good() throws Exception {
        var clone = SoftHsmToken.perClass();
        PinnedKey key;
        try (var keys = TokenKeys.in(token)) {
            key = keys.pair(PinnedKey.Kind.P256, "btc", "1");
        }

        var report = take(List.of(token, clone), new ExpectedKey("btc", key, false));

        assertThat(report.good()).isTrue();
        assertThat(report.findings())
                .containsExactly(
                        "key 'btc' is in token '%s', not in token '%s'".formatted(token.label(), clone.label()));
    }

    @Test
    void a_key_with_the_name_of_another_is_found() throws Exception {
        try (var keys = TokenKeys.in(token)) {
            keys.pair(PinnedKey.Kind.SECP256K1, "eth-hot", "1");
            keys.pair(PinnedKey.Kind.P256, "eth-cold", "2");
        }
        var key = somebodysKey();

        var report =
                take(List.of(token), new ExpectedKey("eth-hot", key, false), new ExpectedKey("eth-cold", key, false));

        assertThat(report.findings())
                .containsExactly(
                        "token '%s': the key labelled 'eth-hot' (CKA_ID 31) is not the one that the policy pins: its public key differs"
                                .formatted(token.label()),
                        "token '%s': the key labelled 'eth-cold' (CKA_ID 32) is not the one that the policy pins: it is P256, not SECP256K1"
                                .formatted(token.label()));
    }

    @Test
    void a_disabled_key_says_so_from_its_day_on() throws Exception {
        PinnedKey key;
        try (var keys = TokenKeys.in(token)) {
            key = keys.pair(PinnedKey.Kind.SECP256K1, "eth-hot", "1");
            keys.session().createObject(DisabledMarker.template(Bytes.of("1".getBytes(UTF_8)), NOW));
        }
        var expected = List.of(new ExpectedKey("eth-hot", key, false));
        var settings = List.of(TestTokens.settings(token));

        assertThat(only(HsmInventory.take(settings, expected, NOW.minusSeconds(1)))
                        .verdict())
                .isEqualTo(Verdict.GOOD);
        assertThat(only(HsmInventory.take(settings, expected, NOW)).verdict()).isEqualTo(Verdict.DISABLED);
        assertThat(HsmInventory.take(settings, expected, NOW).good()).isTrue();
    }

    @Test
    void a_token_that_cannot_be_read_is_reported_beside_the_others() throws Exception {
        var absent = TestTokens.settings("no such token", token, token.pinFile(), TokenSettings.Driver.CRYPTOKI, 1);

        var report = HsmInventory.take(List.of(absent, TestTokens.settings(token)), List.of(), NOW);

        assertThat(report.good()).isFalse();
        assertThat(report.tokens().getFirst().failure().orElseThrow())
                .startsWith("no token is labelled 'no such token'");
        assertThat(report.tokens().getLast().failure()).isEmpty();
    }

    private static final Bytes GENERATOR =
            Bytes.fromHex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");

    private static PinnedKey somebodysKey() {
        return new PinnedKey(
                PinnedKey.Kind.SECP256K1,
                Bytes.fromHex("02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5"));
    }

    private static InventoryReport take(List<SoftHsmToken> tokens, ExpectedKey... expected) {
        var settings = tokens.stream()
                .map(token -> TestTokens.settings(token, TokenSettings.Driver.SUNPKCS11, 1))
                .toList();
        return HsmInventory.take(settings, List.of(expected), NOW);
    }

    private static InventoryReport.Key only(InventoryReport report) {
        var keys = report.tokens().stream()
                .flatMap(token -> Stream.of(token.keys().toArray(InventoryReport.Key[]::new)))
                .toList();
        assertThat(keys).hasSize(1);
        return keys.getFirst();
    }
}
