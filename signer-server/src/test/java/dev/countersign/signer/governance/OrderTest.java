package dev.countersign.signer.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Lever;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Orders of officers: their form, and who may give them.
class OrderTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Order VETO = new Order(
            "test",
            new Command.Veto(Digest32.sha256()),
            Bytes.fromHex("00112233445566778899aabbccddeeff"),
            NOW.plusSeconds(60));
    private static final Order THAW = new Order(
            "test",
            new Command.Unfreeze(7, new Lever.FreezeAll()),
            Bytes.fromHex("11112233445566778899aabbccddeeff"),
            NOW.plusSeconds(60));

    private static final String TEXT = """
            countersign order v1
            deployment: test
            action: veto
            target: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
            nonce: 00112233445566778899aabbccddeeff
            expires: 2026-11-21T12:01:00Z
            """;

    @TempDir
    private static Path folder;

    private static Officers officers;

    @BeforeAll
    static void officers() {
        officers = Officers.make(folder);
    }

    @Test
    void theTextIsTheDocumentedOne() {
        assertThat(VETO.text()).isEqualTo(Officers.bytes(TEXT));
        assertThat(Order.parse(VETO.text())).isEqualTo(VETO);
    }

    @Test
    void whatIsNotExactlyOfTheFormIsNoOrder() {
        for (var wrong : List.of(
                "",
                TEXT + "\n",
                TEXT.replace("\n", "\r\n"),
                TEXT.stripTrailing(),
                TEXT.replace("v1", "v2"),
                TEXT.replace("veto", "unfreeze"),
                TEXT.replace("veto", "VETO"),
                TEXT.replace("e3b0", "E3B0"),
                TEXT.replace("00112233", "0011223"),
                TEXT.replace("12:01:00Z", "25:01:00Z"),
                TEXT.replace("2026-11-21T12:01:00Z", "2026-11-21T12:01:00.1"),
                TEXT.replace("deployment: test\n", ""),
                TEXT.replace("deployment: test", "deployment:  test"))) {
            assertThatThrownBy(() -> Order.parse(Officers.bytes(wrong))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void anyOneOfficerMayGiveIt() throws Exception {
        for (var name : List.of("alice", "bob", "carol")) {
            var mandate = mandate("test", name, NOW);
            assertThat(mandate.officers()).containsExactly(name);
            assertThat(mandate.order()).isEqualTo(VETO);
        }
    }

    @Test
    void nobodyElseMay() {
        assertThat(refused("test", "mallory", NOW)).hasMessageContaining("no officer of the active policy");
    }

    @Test
    void itIsForOneDeploymentAndUntilATime() throws Exception {
        assertThat(refused("staging", "alice", NOW)).hasMessageContaining("is for deployment test");
        assertThat(refused("test", "alice", VETO.expires())).hasMessageContaining("expired");
        mandate("test", "alice", VETO.expires().minusMillis(1));
    }

    @Test
    void aSignatureForPoliciesOrOfOtherBytesIsNone() {
        var active = officers.policy(1, "");
        var alice = officers.key("alice");
        for (var signature : List.of(
                alice.sign(SignedPolicy.NAMESPACE, VETO.text()),
                alice.sign(Order.NAMESPACE, Officers.bytes(TEXT.replace("00112233", "10112233"))))) {
            var refused = catchThrowableOfType(
                    Refused.class,
                    () -> Mandate.of("test", officers.sign(active).bundle(), VETO.text(), List.of(signature), NOW));
            assertThat(refused.reason()).isEqualTo(Reason.ORDER_REFUSED);
        }
    }

    @Test
    void what_loosens_needs_as_many_officers_as_a_policy() throws Exception {
        assertThat(loosening("alice", "bob").officers()).containsExactly("alice", "bob");
        assertThat(loosening("carol", "bob", "alice").officers()).containsExactly("alice", "bob", "carol");
        for (var too : List.<List<String>>of(List.of(), List.of("alice"), List.of("alice", "alice"))) {
            var refused = catchThrowableOfType(Refused.class, () -> loosening(too.toArray(String[]::new)));
            assertThat(refused).as("%s", too).hasMessageContaining("needs the signatures of 2 of 3 officers");
            assertThat(refused.reason()).isEqualTo(Reason.ORDER_REFUSED);
        }
        var stranger = catchThrowableOfType(Refused.class, () -> loosening("alice", "bob", "mallory"));
        assertThat(stranger).hasMessageContaining("no officer of the active policy");
    }

    @Test
    void a_veto_that_nobody_signed_is_refused() {
        var refused =
                catchThrowableOfType(Refused.class, () -> Mandate.of("test", active(), VETO.text(), List.of(), NOW));
        assertThat(refused).hasMessageContaining("needs the signatures of 1 of 3 officers and has those of none");
    }

    @Test
    void officers_sign_one_text_together_and_not_two() {
        var other = new Order("test", new Command.Unfreeze(8, new Lever.FreezeAll()), THAW.nonce(), THAW.expires());
        var signatures = List.of(
                officers.key("alice").sign(Order.NAMESPACE, THAW.text()),
                officers.key("bob").sign(Order.NAMESPACE, other.text()));
        var refused =
                catchThrowableOfType(Refused.class, () -> Mandate.of("test", active(), THAW.text(), signatures, NOW));
        assertThat(refused).hasMessageContaining("does not carry a signature of bob's over these bytes");
    }

    private static Mandate loosening(String... names) throws Exception {
        var signatures = Stream.of(names)
                .map(name -> officers.key(name).sign(Order.NAMESPACE, THAW.text()))
                .toList();
        return Mandate.of("test", active(), THAW.text(), signatures, NOW);
    }

    private static PolicyBundle active() throws Exception {
        return officers.sign(officers.policy(1, "")).bundle();
    }

    private static Refused refused(String deployment, String name, Instant now) {
        var refused = catchThrowableOfType(Refused.class, () -> mandate(deployment, name, now));
        assertThat(refused.reason()).isEqualTo(Reason.ORDER_REFUSED);
        return refused;
    }

    private static Mandate mandate(String deployment, String name, Instant now) throws Exception {
        var active = officers.sign(officers.policy(1, "")).bundle();
        var signature = officers.key(name).sign(Order.NAMESPACE, VETO.text());
        return Mandate.of(deployment, active, VETO.text(), List.of(signature), now);
    }
}
