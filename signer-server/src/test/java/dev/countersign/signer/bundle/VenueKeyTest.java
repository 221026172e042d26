package dev.countersign.signer.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class VenueKeyTest {

    private static final String CHECK_VALUE = "5a".repeat(64);

    @Test
    void an_imported_secret_is_pinned_by_its_check_value() throws Exception {
        var bundle = load("""
                  kraken: { venue: kraken, kind: hmac-sha512, check_value: "%s", accept_imported: true, lane: withdrawals }
                """.formatted(CHECK_VALUE));

        var pinned = new PinnedKey(PinnedKey.Kind.HMAC_SHA512, Bytes.fromHex(CHECK_VALUE));
        assertThat(bundle.venueKeys())
                .containsExactly(new VenueKey(new KeyId("kraken"), "kraken", pinned, Lane.WITHDRAWALS, true));
        assertThat(bundle.keys()).isEmpty();
    }

    @Test
    void a_venue_key_signs_orders_and_was_made_in_the_token_unless_the_policy_says_otherwise() throws Exception {
        var key = load(entry(PinnedKey.Kind.ED25519)).venueKeys().iterator().next();

        assertThat(key.lane()).isEqualTo(Lane.ORDERS);
        assertThat(key.acceptImported()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void every_kind_can_be_pinned(PinnedKey.Kind kind) throws Exception {
        assertThat(load(entry(kind)).venueKeys())
                .singleElement()
                .satisfies(key -> assertThat(key.pinned().kind()).isEqualTo(kind))
                .satisfies(key -> assertThat(key.pinned().hex()).isEqualTo(pin(kind)));
    }

    @ParameterizedTest
    @EnumSource
    void a_pin_of_another_length_is_refused(PinnedKey.Kind kind) {
        assertThatThrownBy(() -> load(entry(kind).replace(pin(kind), pin(kind).substring(2))))
                .isInstanceOf(PolicyInvalid.class)
                .hasMessageMatching(
                        "(?s)policy.yaml:3:\\d+: keys.desk\\.(public_key|check_value): .*" + kind.text() + ".* hex.*");
    }

    @Test
    void nobody_has_a_grant_for_a_venue_key() throws Exception {
        var bundle = load(entry(PinnedKey.Kind.HMAC_SHA256));

        assertThatThrownBy(() -> bundle.grant(new Client("spiffe://firm.example/desk"), new KeyId("desk")))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.KEY_NOT_GRANTED));
    }

    @Test
    void a_chain_key_says_its_lane_and_that_it_was_imported() throws Exception {
        var written = "    chain: eip155:1\n";
        var text = PolicyText.FULL.replace(
                written, written + "    kind: secp256k1\n    lane: orders\n    accept_imported: true\n");

        var key = PolicyText.load(text)
                .keysOf(new Client("spiffe://firm.example/hot-wallet"))
                .getFirst();

        assertThat(key.lane()).isEqualTo(Lane.ORDERS);
        assertThat(key.acceptImported()).isTrue();
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("refusals")
    void a_venue_key_is_refused_with_place_and_remedy(String entry, String message) {
        assertThatThrownBy(() -> load(entry)).isInstanceOf(PolicyInvalid.class).hasMessage("policy.yaml:" + message);
    }

    static Stream<Arguments> refusals() {
        var mac = "kind: hmac-sha512, check_value: \"" + CHECK_VALUE + "\"";
        return Stream.of(
                Arguments.of(
                        "  desk: { venue: Kraken, " + mac + " }\n",
                        "3:18: keys.desk.venue: 'Kraken'; expected a name of 1 to 64 characters of a-z, 0-9 and -"),
                Arguments.of(
                        "  desk: { venue: kraken, " + mac.replace("sha512", "md5") + " }\n",
                        "3:32: keys.desk.kind: 'hmac-md5'; expected one of: secp256k1, p-256, p-384, ed25519,"
                                + " rsa-2048, rsa-3072, hmac-sha256, hmac-sha384, hmac-sha512"),
                Arguments.of(
                        "  desk: { venue: kraken, kind: hmac-sha512 }\n",
                        "3:9: keys.desk: the field 'check_value' is missing; expected the check value of an hmac-sha512"
                                + " key: 128 hex digits"),
                Arguments.of(
                        "  desk: { venue: kraken, kind: ed25519, public_key: \"" + pin(PinnedKey.Kind.ED25519)
                                + "\", check_value: \"00\" }\n",
                        "3:134: keys.desk.check_value: a value that no ed25519 key has; expected public_key"),
                Arguments.of(
                        "  desk: { venue: kraken, " + mac + ", lane: fast }\n",
                        "3:196: keys.desk.lane: 'fast'; expected one of: withdrawals, orders"),
                Arguments.of(
                        "  desk: { venue: kraken, " + mac + ", accept_imported: \"true\" }\n",
                        "3:207: keys.desk.accept_imported: the string 'true'; expected true or false, without quotes"),
                Arguments.of(
                        "  desk: { venue: kraken, " + mac + ", rules: [] }\n",
                        "3:190: keys.desk.rules: unknown field 'rules' (planned; this version does not know it yet);"
                                + " expected one of: venue, kind, public_key, check_value, lane, accept_imported"),
                Arguments.of(
                        "  desk: { venue: kraken, " + mac + " }\n  other: { venue: okx, " + mac + " }\n",
                        "4:10: keys.other: the check value of 'desk' again; expected one name and one purpose for a"
                                + " key"));
    }

    @Test
    void a_key_of_a_chain_is_no_key_of_a_venue() {
        var second = "  desk: { venue: kraken, kind: secp256k1, public_key: \"%s\" }\n".formatted(PolicyText.KEY_1);

        assertThatThrownBy(() -> PolicyText.load(PolicyText.FULL + second))
                .hasMessageEndingWith(
                        "keys.desk: the public key of 'eth-hot' again; expected one name and one purpose for a key");
    }

    private static PolicyBundle load(String keys) throws PolicyInvalid {
        return PolicyText.load("version: 1\nkeys:\n" + keys);
    }

    private static String entry(PinnedKey.Kind kind) {
        return "  desk: { venue: kraken, kind: %s, %s: \"%s\" }\n"
                .formatted(kind.text(), kind.asymmetric() ? "public_key" : "check_value", pin(kind));
    }

    private static String pin(PinnedKey.Kind kind) {
        return switch (kind) {
            case SECP256K1, P256 -> "02" + "11".repeat(32);
            case P384 -> "03" + "11".repeat(48);
            case ED25519, HMAC_SHA256 -> "11".repeat(32);
            case HMAC_SHA384 -> "11".repeat(48);
            case HMAC_SHA512 -> "11".repeat(64);
            case RSA_2048 -> "3082010a0282010100" + "b1".repeat(256) + "0203010001";
            case RSA_3072 -> "3082018a0282018100" + "b1".repeat(384) + "0203010001";
        };
    }
}
