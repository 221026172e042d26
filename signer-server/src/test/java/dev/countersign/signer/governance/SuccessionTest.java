package dev.countersign.signer.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which policy may follow which, by whose signatures.
class SuccessionTest {

    private static final Succession SUCCESSION = new Succession("test");

    @TempDir
    private static Path folder;

    private static Officers officers;
    private static String first;

    @BeforeAll
    static void officers() {
        officers = Officers.make(folder);
        first = officers.policy(1, "");
    }

    @Test
    void theFirstPolicyIsSignedByItsOwnOfficers() throws Exception {
        var genesis = SUCCESSION.genesis(officers.sign(first, "alice", "carol"));

        assertThat(genesis.isGenesis()).isTrue();
        assertThat(genesis.officers()).containsExactly("alice", "carol");
        assertThat(genesis.delay()).isZero();
    }

    @Test
    void theFirstPolicyFollowsNone() {
        refused(
                Reason.POLICY_REFUSED,
                () -> SUCCESSION.genesis(officers.sign(officers.policy(1, "ab".repeat(32)), "alice", "bob")));
    }

    @Test
    void theFirstPolicyNeedsEnoughOfItsOfficers() {
        refused(Reason.POLICY_UNSIGNED, () -> SUCCESSION.genesis(officers.sign(first, "alice", "mallory")));
    }

    @Test
    void aPolicyWithoutOfficersFollowsNoGovernedOne() {
        var bare = "version: 2\n" + first.substring(first.indexOf("assets:"));
        refused(Reason.POLICY_REFUSED, () -> follow(bare, "alice", "bob"));
    }

    @Test
    void whatIsOnlyTighterDecidesAtOnce() throws Exception {
        var next = follow(tighter(), "alice", "bob");

        assertThat(next.delay()).isZero();
        assertThat(next.follows().orElseThrow().hex()).isEqualTo(Officers.digest(first));
        assertThat(next.isGenesis()).isFalse();
    }

    @Test
    void whatIsLooserWaitsForTheDelayOfTheActivePolicyNotItsOwn() throws Exception {
        var looser = next(2).replace("max: \"250000\"", "max: \"250001\"").replace("delay: 86400s", "delay: 1s");

        assertThat(follow(looser, "alice", "bob").delay()).isEqualTo(Duration.ofSeconds(Officers.DELAY_SECONDS));
    }

    @Test
    void whatIsTighterInOneThingAndLooserInAnotherWaitsWhole() throws Exception {
        var mixed = tighter().replace("max: \"100\", scope: client-all", "max: \"101\", scope: client-all");

        assertThat(follow(mixed, "alice", "bob").delay()).isPositive();
    }

    @Test
    void otherOfficersWaitAlsoIfThereAreMore() throws Exception {
        var threshold = tighter().replace("threshold: 2", "threshold: 3");
        var fewer = tighter().replaceFirst("    carol: .*\n", "");
        var slower = tighter().replace("delay: 86400s", "delay: 2d");

        assertThat(follow(threshold, "alice", "bob").delay()).isPositive();
        assertThat(follow(fewer, "alice", "bob").delay()).isPositive();
        assertThat(follow(slower, "alice", "bob").delay()).isPositive();
    }

    @Test
    void oneOfficerIsNotEnoughHoweverOftenTheySign() throws Exception {
        var next = tighter();
        refused(Reason.POLICY_UNSIGNED, () -> follow(next, "alice"));
        refused(Reason.POLICY_UNSIGNED, () -> follow(next, "alice", "alice"));
        refused(Reason.POLICY_UNSIGNED, () -> follow(next, "alice", "mallory"));
        refused(Reason.POLICY_UNSIGNED, () -> follow(next));
    }

    @Test
    void theOfficersOfTheActivePolicyDecideNotThoseOfTheNext() {
        var taken = next(2).replace(
                        officers.key("bob").publicKey(), officers.key("mallory").publicKey());

        refused(Reason.POLICY_UNSIGNED, () -> follow(taken, "alice", "mallory"));
    }

    @Test
    void aSignatureOfAnotherPolicyOrForAnotherPurposeIsNone() throws Exception {
        var next = tighter();
        var content = Officers.bytes(next);
        var alice = officers.key("alice").sign(SignedPolicy.NAMESPACE, content);
        var another = officers.key("bob").sign(SignedPolicy.NAMESPACE, Officers.bytes(next + "# and more\n"));
        var order = officers.key("bob").sign(Order.NAMESPACE, content);
        for (var second : new String[] {another, order}) {
            var signed = SignedPolicy.read("policy.yaml", content, List.of(alice, second));
            refused(Reason.POLICY_UNSIGNED, () -> SUCCESSION.successor(active(), signed));
        }
    }

    @Test
    void aPolicyOfAnotherDeploymentIsRefused() {
        refused(
                Reason.POLICY_REFUSED,
                () -> follow(tighter().replace("deployment: test", "deployment: staging"), "alice", "bob"));
    }

    @Test
    void aPolicyBuildsOnTheActiveOneAndNoOther() {
        refused(
                Reason.POLICY_REFUSED,
                () -> follow(tighter().replace(Officers.digest(first), "ab".repeat(32)), "alice", "bob"));
        refused(Reason.POLICY_REFUSED, () -> follow(officers.policy(2, ""), "alice", "bob"));
    }

    @Test
    void versionsRise() {
        refused(Reason.POLICY_REFUSED, () -> follow(next(1), "alice", "bob"));
    }

    @Test
    void aChainHoldsIfEachWasSignedByTheOfficersOfTheOneBefore() throws Exception {
        var genesis = officers.sign(first, "alice", "bob");
        var second = officers.sign(tighter(), "alice", "carol");
        var third = officers.sign(officers.policy(3, Officers.digest(tighter())), "bob", "carol");
        SUCCESSION.requireChain(List.of(genesis));
        SUCCESSION.requireChain(List.of(genesis, second, third));

        var unsigned = officers.sign(tighter(), "alice", "mallory");
        var unfit = officers.sign(first, "alice");
        refused(Reason.POLICY_UNSIGNED, () -> SUCCESSION.requireChain(List.of(genesis, unsigned)));
        refused(Reason.POLICY_UNSIGNED, () -> SUCCESSION.requireChain(List.of(unfit, second)));
        refused(Reason.POLICY_REFUSED, () -> SUCCESSION.requireChain(List.of(genesis, third)));
        refused(Reason.POLICY_REFUSED, () -> SUCCESSION.requireChain(List.of(second)));
    }

    @Test
    void whatIsNoSignatureIsRefusedInWords() {
        var refused = refused(
                Reason.POLICY_UNSIGNED,
                () -> SignedPolicy.read("policy.yaml", Officers.bytes(first), List.of("no signature")));

        assertThat(refused).hasMessageContaining("no SSH signature, as ssh-keygen -Y sign writes it");
    }

    private static String next(long version) {
        return officers.policy(version, Officers.digest(first));
    }

    private static String tighter() {
        return next(2).replace("max: \"250000\"", "max: \"249999\"");
    }

    private static Endorsed follow(String next, String... names) throws Exception {
        return SUCCESSION.successor(active(), officers.sign(next, names));
    }

    private static PolicyBundle active() throws Exception {
        return officers.sign(first).bundle();
    }

    private static Refused refused(Reason reason, ThrowingCallable attempt) {
        var refused = catchThrowableOfType(Refused.class, attempt);
        assertThat(refused).isNotNull();
        assertThat(refused.reason()).isEqualTo(reason);
        return refused;
    }
}
