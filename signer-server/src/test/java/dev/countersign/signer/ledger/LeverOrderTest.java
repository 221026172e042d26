package dev.countersign.signer.ledger;

import static dev.countersign.signer.ledger.Refusals.refusalOf;
import static dev.countersign.signer.ledger.TestLevers.pull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.governance.Command;
import dev.countersign.signer.governance.Mandate;
import dev.countersign.signer.governance.Officers;
import dev.countersign.signer.governance.Order;
import dev.countersign.signer.governance.Succession;
import dev.countersign.signer.ledger.lever.PulledLever;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Lever;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.RequestId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What officers' orders do to levers, and to requests in doubt: once, and to that one thing alone.
@ParameterizedClass
@EnumSource(Place.class)
class LeverOrderTest {

    private final Place place;

    private static final Duration STILL_SIGNING = SqlLeverRegister.STILL_SIGNING;

    @TempDir
    private static Path keys;

    private static Officers officers;

    private LedgerFolder folder;
    private int nonces;

    LeverOrderTest(Place place) {
        this.place = place;
    }

    @BeforeAll
    static void officers() {
        officers = Officers.make(keys);
    }

    @BeforeEach
    void open(@TempDir Path path) throws Exception {
        folder = new LedgerFolder(place, path);
    }

    @AfterEach
    void close() {
        folder.close();
    }

    @Test
    void an_order_lifts_its_lever_and_holds_once() throws Exception {
        var pulled = pull(folder.ledger, new Lever.FreezeAll());
        var order = thaw(pulled);

        folder.ledger.levers().lift(order);

        folder.sign(payment("a", 0));
        assertOrderRefused(() -> folder.ledger.levers().lift(order), "was given before");
        folder.restart();
        folder.sign(payment("b", 1));
        assertOrderRefused(() -> folder.ledger.levers().lift(order), "was given before");
    }

    @Test
    void an_older_order_never_lifts_a_later_freeze() throws Exception {
        var first = pull(folder.ledger, new Lever.FreezeAll());
        var spare = thaw(first);
        folder.ledger.levers().lift(thaw(first));
        pull(folder.ledger, new Lever.FreezeAll());

        assertOrderRefused(() -> folder.ledger.levers().lift(spare), "no lever stands");
        assertThat(refusalOf(() -> folder.reserve(payment("a", 0))).reason()).isEqualTo(Reason.FROZEN);
    }

    @Test
    void an_order_says_what_it_lifts_and_lifts_nothing_else() throws Exception {
        var pulled = pull(folder.ledger, new Lever.FreezeAll());
        var named = new PulledLever(
                pulled.index(),
                new Lever.FreezeClient(TestGrants.HOT_WALLET),
                pulled.operator(),
                pulled.reason(),
                pulled.at());

        assertOrderRefused(() -> folder.ledger.levers().lift(thaw(named)), "no lever stands");
        assertThat(folder.ledger.levers().standing().standing()).containsExactly(pulled);
    }

    @Test
    void an_order_that_was_refused_can_still_be_given() throws Exception {
        var next = pull(folder.ledger, new Lever.FreezeAll()).index() + 1;
        var early = thaw(new PulledLever(next, new Lever.FreezeAll(), "", "", folder.ledger.now()));
        assertOrderRefused(() -> folder.ledger.levers().lift(early), "no lever stands");

        assertThat(pull(folder.ledger, new Lever.FreezeAll()).index()).isEqualTo(next);
        folder.ledger.levers().lift(early);
    }

    @Test
    void a_lever_is_let_go_of_by_hand_only_where_no_officers_are() throws Exception {
        var pulled = pull(folder.ledger, new Lever.FreezeAll());
        var policy = officers.sign(officers.policy(2, ""), "alice", "bob");
        folder.ledger.policies().accept(new Succession("test").genesis(policy));

        assertOrderRefused(() -> folder.ledger.levers().liftWithoutOfficers(pulled.index(), "please"), "has officers");

        folder.restart();
        assertThat(folder.ledger.levers().standing().standing()).containsExactly(pulled);
    }

    @Test
    void what_is_in_doubt_is_given_back_and_can_be_asked_again() throws Exception {
        var reservation = folder.reserve(payment("a", 0));
        folder.time.pass(STILL_SIGNING);
        var order = release("a", reservation.journalIndex());

        folder.ledger.levers().release(order);

        assertThat(folder.used(Payment.USDC)).isZero();
        assertThat(inDoubt()).isZero();
        assertOrderRefused(() -> folder.ledger.levers().release(order), "was given before");
        assertOrderRefused(
                () -> folder.ledger.levers().release(release("a", reservation.journalIndex())), "nothing is in doubt");
        folder.sign(payment("a", 0));
        assertThat(folder.used(Payment.USDC)).isEqualTo(5);
    }

    @Test
    void a_signature_that_comes_after_the_release_is_released_to_nobody() throws Exception {
        var reservation = folder.reserve(payment("a", 0));
        folder.time.pass(STILL_SIGNING);
        folder.ledger.levers().release(release("a", reservation.journalIndex()));

        assertThatThrownBy(
                        () -> folder.ledger.settle(reservation, payment("a", 0).signatures()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a released reservation was signed");
        assertThat(folder.ledger.find(TestGrants.HOT_WALLET, payment("a", 0).request()))
                .isEmpty();
    }

    @Test
    void what_this_process_may_still_be_signing_is_not_given_back() throws Exception {
        var reservation = folder.reserve(payment("a", 0));
        folder.time.pass(STILL_SIGNING.minusMillis(1));
        var order = release("a", reservation.journalIndex());

        assertOrderRefused(() -> folder.ledger.levers().release(order), "may still be signed by this server until");
        assertThat(folder.used(Payment.USDC)).isEqualTo(5);

        folder.time.pass(Duration.ofMillis(1));
        folder.ledger.levers().release(order);
    }

    @Test
    void what_an_earlier_process_reserved_is_given_back_at_once() throws Exception {
        var reservation = folder.reserve(payment("a", 0));
        folder.restart();
        if (place != Place.SQLITE) {
            folder.time.pass(STILL_SIGNING); // another node may have been signing it
        }

        folder.ledger.levers().release(release("a", reservation.journalIndex()));

        assertThat(folder.used(Payment.USDC)).isZero();
    }

    @Test
    void what_was_reserved_again_or_signed_meanwhile_is_not_given_back() throws Exception {
        var first = folder.reserve(payment("a", 0));
        folder.time.pass(STILL_SIGNING);
        var stale = release("a", first.journalIndex());
        var second = folder.reserve(payment("a", 0));
        folder.time.pass(STILL_SIGNING);
        assertOrderRefused(() -> folder.ledger.levers().release(stale), "nothing is in doubt");

        var late = release("a", second.journalIndex());
        folder.ledger.settle(second, payment("a", 0).signatures());
        assertOrderRefused(() -> folder.ledger.levers().release(late), "nothing is in doubt");
        assertThat(folder.used(Payment.USDC)).isEqualTo(5);
    }

    @Test
    void officers_release_what_was_attempted_twice() throws Exception {
        folder.reserve(payment("a", 0));
        var second = folder.reserve(payment("a", 0));
        folder.time.pass(STILL_SIGNING);

        folder.ledger.levers().release(release("a", second.journalIndex()));

        assertThat(folder.used(Payment.USDC)).isZero();
        folder.restart();
        assertThat(folder.used(Payment.USDC)).isZero();
    }

    private long inDoubt() throws Exception {
        try (var reader = folder.read()) {
            return reader.inDoubt().size();
        }
    }

    private Mandate thaw(PulledLever pulled) throws Exception {
        return mandate(new Command.Unfreeze(pulled.index(), pulled.lever()));
    }

    private Mandate release(String id, long entry) throws Exception {
        return mandate(new Command.Release(entry, TestGrants.HOT_WALLET, new RequestId(id)));
    }

    private Mandate mandate(Command command) throws Exception {
        var nonce = Bytes.fromHex("%032x".formatted(nonces++));
        var order = new Order("test", command, nonce, expiry());
        var signatures = Stream.of("alice", "carol")
                .map(name -> officers.key(name).sign(Order.NAMESPACE, order.text()))
                .toList();
        var active = officers.sign(officers.policy(2, "")).bundle();
        return Mandate.of("test", active, order.text(), signatures, folder.ledger.now());
    }

    private Instant expiry() throws Exception {
        return folder.ledger.now().plusSeconds(60).truncatedTo(ChronoUnit.SECONDS);
    }

    private static Payment payment(String id, long nonce) {
        return Payment.of(TestGrants.grant(), id, 5, nonce);
    }

    private static void assertOrderRefused(ThrowingCallable call, String says) {
        var refusal = refusalOf(call);
        assertThat(refusal.reason()).isEqualTo(Reason.ORDER_REFUSED);
        assertThat(refusal.message()).contains(says);
    }
}
