package dev.countersign.signer.ledger;

import static dev.countersign.signer.ledger.Refusals.refusalOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.governance.Command;
import dev.countersign.signer.governance.Endorsed;
import dev.countersign.signer.governance.Mandate;
import dev.countersign.signer.governance.Officers;
import dev.countersign.signer.governance.Order;
import dev.countersign.signer.governance.Succession;
import dev.countersign.signer.ledger.GovernedPolicy.State;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.ssh.SshSignature;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// The policies that officers signed, in the ledger: what waits, what decides, and what never comes back.
@ParameterizedClass
@EnumSource(Place.class)
class PolicyRegisterTest {

    private final Place place;

    private static final Succession SUCCESSION = new Succession("test");
    private static final Duration DELAY = Duration.ofSeconds(Officers.DELAY_SECONDS);

    @TempDir
    private static Path keys;

    private static Officers officers;

    private LedgerFolder folder;
    private String first;

    PolicyRegisterTest(Place place) {
        this.place = place;
    }

    @BeforeAll
    static void officers() {
        officers = Officers.make(keys);
    }

    /// A ledger with a policy without officers, version 1, and then the first one with officers, version 2.
    @BeforeEach
    void open(@TempDir Path path) throws Exception {
        folder = new LedgerFolder(place, path);
        first = officers.policy(2, "");
        register().accept(SUCCESSION.genesis(officers.sign(first, "alice", "bob")));
    }

    @AfterEach
    void close() {
        folder.close();
    }

    @Test
    void theFirstPolicyWithOfficersDecidesAtOnce() throws Exception {
        var standing = register().standing();

        assertThat(standing.version()).isEqualTo(2);
        assertThat(standing.digest().orElseThrow().hex()).isEqualTo(Officers.digest(first));
        assertThat(standing.active().orElseThrow().officers()).containsExactly("alice", "bob");
        assertThat(standing.active().orElseThrow().content()).isEqualTo(Officers.bytes(first));
        assertThat(standing.active().orElseThrow().signatures())
                .hasSize(2)
                .allSatisfy(armored -> SshSignature.parse(armored));
        assertThat(standing.waiting()).isEmpty();
    }

    @Test
    void noPolicyWithoutOfficersFollowsIt() throws Exception {
        assertThat(refusalOf(() -> folder.ledger.activate(
                                officers.sign("version: 9\n" + first.substring(first.indexOf("assets:")))
                                        .bundle()))
                        .reason())
                .isEqualTo(Reason.POLICY_UNSIGNED);
    }

    @Test
    void noSecondFirstPolicyIsTaken() throws Exception {
        var again = SUCCESSION.genesis(officers.sign(officers.policy(3, ""), "alice", "bob"));

        assertThat(refusalOf(() -> register().accept(again)).reason()).isEqualTo(Reason.POLICY_REFUSED);
    }

    @Test
    void whatIsTighterDecidesAtOnceAndChargesStay() throws Exception {
        var standing = register().accept(tighter(3));

        assertThat(standing.version()).isEqualTo(3);
        assertThat(standing.waiting()).isEmpty();
        assertThat(states()).containsExactly("2 REPLACED", "3 ACTIVE");
    }

    @Test
    void whatIsLooserDecidesWhenItIsDueAndNotAMillisecondBefore() throws Exception {
        var accepted = register().accept(looser(3));
        assertThat(accepted.version()).isEqualTo(2);
        assertThat(accepted.waiting().orElseThrow().effective())
                .isEqualTo(folder.ledger.now().plus(DELAY));

        folder.time.pass(DELAY.minusMillis(1));
        assertThat(register().activateDue().version()).isEqualTo(2);
        folder.time.pass(Duration.ofMillis(1));
        assertThat(register().activateDue().version()).isEqualTo(3);
        assertThat(register().standing().waiting()).isEmpty();
    }

    @Test
    void whatWaitsGoesOnWaitingOverARestart() throws Exception {
        register().accept(looser(3));
        folder.restart();

        assertThat(register().activateDue().version()).isEqualTo(2);
        folder.time.pass(DELAY);
        folder.restart();
        assertThat(register().activateDue().version()).isEqualTo(3);
    }

    @Test
    void aTighterPolicyEndsWhatWaits() throws Exception {
        register().accept(looser(3));
        var standing = register().accept(tighter(4));

        assertThat(standing.version()).isEqualTo(4);
        assertThat(standing.waiting()).isEmpty();
        folder.time.pass(DELAY);
        assertThat(register().activateDue().version()).isEqualTo(4);
        assertThat(states()).containsExactly("2 REPLACED", "3 OVERTAKEN", "4 ACTIVE");
    }

    @Test
    void aPolicyJudgedAgainstAnotherThanTheActiveOneIsRefused() throws Exception {
        var late = looser(4);
        register().accept(tighter(3));

        assertThat(refusalOf(() -> register().accept(late)).reason()).isEqualTo(Reason.POLICY_REFUSED);
    }

    @Test
    void aVetoedPolicyNeverDecidesAndItsVersionIsGone() throws Exception {
        var waiting = looser(3);
        register().accept(waiting);
        assertThat(register().veto(veto(waiting, 1)).waiting()).isEmpty();

        folder.time.pass(DELAY);
        assertThat(register().activateDue().version()).isEqualTo(2);
        assertThat(refusalOf(() -> register().accept(waiting)).reason()).isEqualTo(Reason.POLICY_REFUSED);
        assertThat(register().accept(looser(4)).waiting()).isPresent();
    }

    @Test
    void anOrderHoldsOnceAlsoAfterARestart() throws Exception {
        var waiting = looser(3);
        register().accept(waiting);
        var veto = veto(waiting, 1);
        register().veto(veto);
        folder.restart();

        var refused = refusalOf(() -> register().veto(veto));
        assertThat(refused.reason()).isEqualTo(Reason.ORDER_REFUSED);
        assertThat(refused.message()).contains("was given before");
    }

    @Test
    void aVetoOfAnotherPolicyThanTheOneThatWaitsLeavesItWaiting() throws Exception {
        register().accept(looser(3));
        var veto = veto(looser(4), 1);

        assertThat(refusalOf(() -> register().veto(veto)).reason()).isEqualTo(Reason.ORDER_REFUSED);
        assertThat(register().standing().waiting()).isPresent();
    }

    @Test
    void aVetoOfWhatDoesNotWaitIsRefusedAndCanStillBeGiven() throws Exception {
        var waiting = looser(3);
        var veto = veto(waiting, 1);

        assertThat(refusalOf(() -> register().veto(veto)).reason()).isEqualTo(Reason.ORDER_REFUSED);
        register().accept(waiting);
        register().veto(veto);
    }

    @Test
    void whatDecidedIsToldBackToTheOneOfAnInstant() throws Exception {
        var began = folder.ledger.now();
        folder.time.pass(Duration.ofHours(1));
        register().accept(tighter(3));
        var then = folder.ledger.now();

        assertThat(versions(began.minusMillis(1))).containsExactly(3L, 2L);
        assertThat(versions(then.minusMillis(1))).containsExactly(3L, 2L);
        assertThat(versions(then)).containsExactly(3L);
    }

    @Test
    void aPolicyBeginsWhenItDecidesNotWhenItWasDue() throws Exception {
        register().accept(looser(3));
        folder.time.pass(DELAY.plusHours(5));

        var standing = register().activateDue();

        assertThat(standing.active().orElseThrow().effective()).isEqualTo(folder.ledger.now());
    }

    private List<Long> versions(Instant since) throws Exception {
        return register().decided(since).stream().map(GovernedPolicy::version).toList();
    }

    @Test
    void theJournalTellsIt() throws Exception {
        var waiting = looser(3);
        register().accept(waiting);
        register().veto(veto(waiting, 1));
        register().accept(tighter(4));
        register().refused("spiffe://firm.example/ops", Digest32.sha256(), Refusal.of(Reason.POLICY_REFUSED, "no"));

        var entries = new ArrayList<String>();
        try (var reader = folder.read()) {
            reader.entries(
                    0,
                    entry -> entries.add(new String(entry.content().toByteArray(), UTF_8)
                            .replaceAll(".*\"kind\":\"([a-z_]+)\".*", "$1")));
        }
        assertThat(entries)
                .endsWith(
                        "policy_accepted",
                        "policy_activated",
                        "policy_accepted",
                        "policy_vetoed",
                        "policy_accepted",
                        "policy_activated",
                        "policy_refused");
    }

    private PolicyRegister register() {
        return folder.ledger.policies();
    }

    private List<String> states() throws Exception {
        try (var connection = folder.engine.reader();
                var rows = connection.createStatement().executeQuery("SELECT version, state FROM policy ORDER BY 1")) {
            var states = new ArrayList<String>();
            while (rows.next()) {
                states.add(rows.getLong(1) + " " + State.valueOf(rows.getString(2)));
            }
            return states;
        }
    }

    private Endorsed tighter(long version) throws Exception {
        return next(version, "249999");
    }

    private Endorsed looser(long version) throws Exception {
        return next(version, "250001");
    }

    private Endorsed next(long version, String max) throws Exception {
        var text = officers.policy(version, Officers.digest(first)).replace("max: \"250000\"", "max: \"" + max + "\"");
        return SUCCESSION.successor(officers.sign(first).bundle(), officers.sign(text, "alice", "carol"));
    }

    private Mandate veto(Endorsed waiting, int nonce) throws Exception {
        var order = new Order(
                "test",
                new Command.Veto(waiting.bundle().digest()),
                Bytes.fromHex("%032x".formatted(nonce)),
                folder.ledger.now().plusSeconds(60));
        var signature = officers.key("carol").sign(Order.NAMESPACE, order.text());
        return Mandate.of("test", officers.sign(first).bundle(), order.text(), List.of(signature), folder.ledger.now());
    }
}
