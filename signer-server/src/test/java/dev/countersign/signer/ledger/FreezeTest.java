package dev.countersign.signer.ledger;

import static dev.countersign.signer.ledger.Refusals.refusalOf;
import static dev.countersign.signer.ledger.TestLevers.pull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.ledger.LeverRegister.Pull;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Lever;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.RequestId;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// From the moment in which a lever is pulled nothing that it stops is reserved, settled or given out
/// again.
@ParameterizedClass
@EnumSource(Place.class)
class FreezeTest {

    private final Place place;

    private static final Client WALLET = TestGrants.HOT_WALLET;

    private LedgerFolder folder;

    record Stop(Lever lever, Reason reason) {}

    /// Everything that stops a payment of USDC, whose fee is in ETH, by the key of the hot wallet.
    static List<Stop> stops() {
        return List.of(
                new Stop(new Lever.FreezeAll(), Reason.FROZEN),
                new Stop(new Lever.FreezeKey(TestGrants.PUBLIC_KEY.encoded()), Reason.FROZEN),
                new Stop(new Lever.FreezeClient(WALLET), Reason.FROZEN),
                new Stop(new Lever.FreezeAsset(Payment.USDC), Reason.FROZEN),
                new Stop(new Lever.FreezeAsset(Payment.ETH), Reason.FROZEN),
                new Stop(new Lever.RevokeClient(WALLET), Reason.CLIENT_REVOKED));
    }

    /// What stops others.
    static List<Lever> strangers() {
        var other = new Client("spiffe://firm.example/other");
        return List.of(
                new Lever.FreezeKey(Bytes.fromHex("03" + "11".repeat(32))),
                new Lever.FreezeClient(other),
                new Lever.FreezeAsset(new Asset("eip155:137/slip44:966")),
                new Lever.RevokeClient(other));
    }

    FreezeTest(Place place) {
        this.place = place;
    }

    @BeforeEach
    void open(@TempDir Path path) throws Exception {
        folder = new LedgerFolder(place, path);
    }

    @AfterEach
    void close() {
        folder.close();
    }

    @ParameterizedTest
    @MethodSource("stops")
    void nothing_more_is_reserved(Stop stop) throws Exception {
        pull(folder.ledger, stop.lever());

        var refusal = refusalOf(() -> folder.reserve(payment("a", 0)));
        assertThat(refusal.reason()).isEqualTo(stop.reason());
        assertThat(refusal.metadata())
                .containsEntry("scope", stop.lever().scope())
                .containsEntry("target", stop.lever().target());
        assertThat(folder.ledger.request(WALLET, new RequestId("a"))).isEmpty();
        assertThat(folder.used(Payment.USDC)).isZero();
        assertRefused(
                stop.reason(),
                () -> folder.ledger.check(
                        payment("a", 0).request(), payment("a", 0).approved()));
    }

    @ParameterizedTest
    @MethodSource("stops")
    void what_was_reserved_before_is_signed_for_nobody_and_stays_charged(Stop stop) throws Exception {
        var payment = payment("a", 0);
        var reservation = folder.reserve(payment);

        pull(folder.ledger, stop.lever());

        assertRefused(stop.reason(), () -> folder.ledger.settle(reservation, payment.signatures()));
        assertThat(inDoubt()).containsExactly("a");
        assertThat(folder.used(Payment.USDC)).isEqualTo(5);
    }

    @ParameterizedTest
    @MethodSource("stops")
    void what_was_recorded_before_is_withheld(Stop stop) throws Exception {
        var payment = payment("a", 0);
        var reservation = folder.reserve(payment);
        folder.ledger.settle(reservation, payment.signatures());

        pull(folder.ledger, stop.lever());

        assertRefused(stop.reason(), () -> folder.ledger.find(WALLET, payment.request()));
        assertRefused(stop.reason(), () -> folder.ledger.request(WALLET, new RequestId("a")));
        assertRefused(stop.reason(), () -> folder.ledger.settle(reservation, payment.signatures()));
        assertRefused(stop.reason(), () -> folder.ledger.check(payment.request(), payment.approved()));
    }

    @ParameterizedTest
    @MethodSource("stops")
    void it_holds_after_a_restart(Stop stop) throws Exception {
        folder.sign(payment("a", 0));
        var reservation = folder.reserve(payment("b", 1));
        pull(folder.ledger, stop.lever());

        folder.restart();

        assertRefused(stop.reason(), () -> folder.reserve(payment("c", 2)));
        assertRefused(
                stop.reason(),
                () -> folder.ledger.settle(reservation, payment("b", 1).signatures()));
        assertRefused(
                stop.reason(), () -> folder.ledger.find(WALLET, payment("a", 0).request()));
    }

    @ParameterizedTest
    @MethodSource("strangers")
    void what_is_not_meant_goes_on(Lever stranger) throws Exception {
        pull(folder.ledger, stranger);

        var settled = folder.sign(payment("a", 0));
        assertThat(folder.ledger
                        .find(WALLET, payment("a", 0).request())
                        .orElseThrow()
                        .payload())
                .isEqualTo(settled.payload());
    }

    @Test
    void a_lifted_lever_gives_back_what_was_withheld_and_what_was_in_doubt_is_signed_again() throws Exception {
        var withheld = folder.sign(payment("a", 0));
        var reservation = folder.reserve(payment("b", 1));
        var pulled = pull(folder.ledger, new Lever.FreezeAll());
        assertRefused(
                Reason.FROZEN,
                () -> folder.ledger.settle(reservation, payment("b", 1).signatures()));

        folder.ledger.levers().liftWithoutOfficers(pulled.index(), "it was us");

        assertThat(folder.ledger
                        .find(WALLET, payment("a", 0).request())
                        .orElseThrow()
                        .journalIndex())
                .isEqualTo(withheld.journalIndex());
        folder.sign(payment("b", 1));
        assertThat(folder.used(Payment.USDC)).isEqualTo(10);
    }

    @Test
    void of_two_freezes_each_is_lifted_by_itself() throws Exception {
        var first = pull(folder.ledger, new Lever.FreezeAll());
        var second = pull(folder.ledger, new Lever.FreezeAll());
        assertThat(second.index()).isGreaterThan(first.index());

        folder.ledger.levers().liftWithoutOfficers(first.index(), "the first");

        assertRefused(Reason.FROZEN, () -> folder.reserve(payment("a", 0)));
        assertRefused(Reason.ORDER_REFUSED, () -> folder.ledger.levers().liftWithoutOfficers(first.index(), "again"));
        folder.ledger.levers().liftWithoutOfficers(second.index(), "the second");
        folder.restart();
        folder.sign(payment("a", 0));
    }

    @Test
    void a_command_that_is_given_again_pulls_once_and_its_id_is_no_other_commands() throws Exception {
        var command = new Pull(TestLevers.OPERATOR, "c-1", "why");
        var pulled = folder.ledger.levers().pull(command, _ -> new Lever.FreezeAll());
        folder.restart();

        assertThat(folder.ledger.levers().pull(command, _ -> new Lever.FreezeAll()))
                .isEqualTo(pulled);
        assertRefused(
                Reason.MALFORMED_REQUEST,
                () -> folder.ledger.levers().pull(command, _ -> new Lever.FreezeClient(WALLET)));
        assertRefused(
                Reason.MALFORMED_REQUEST,
                () -> folder.ledger
                        .levers()
                        .pull(new Pull(TestLevers.OPERATOR, "c-1", "another"), _ -> new Lever.FreezeAll()));
        var others = new Pull("spiffe://firm.example/ops/bob", "c-1", "why");
        assertThat(folder.ledger
                        .levers()
                        .pull(others, _ -> new Lever.FreezeAll())
                        .index())
                .isGreaterThan(pulled.index());
    }

    @Test
    void a_stopped_client_is_told_before_anything_of_its_request_is_read() throws Exception {
        pull(folder.ledger, new Lever.RevokeClient(WALLET));

        // what a node knows beside its turns is a second old at most
        await().ignoreExceptions()
                .untilAsserted(() -> assertRefused(
                        Reason.CLIENT_REVOKED,
                        () -> folder.ledger.find(WALLET, payment("new", 0).request())));
    }

    @Test
    void all_that_stops_a_request_is_told_the_revocation_first() throws Exception {
        pull(folder.ledger, new Lever.FreezeAll());
        pull(folder.ledger, new Lever.RevokeClient(WALLET));
        pull(folder.ledger, new Lever.FreezeAsset(Payment.ETH));

        assertThat(Refusals.refusedBy(() -> folder.reserve(payment("a", 0))).refusals())
                .extracting(
                        refusal -> refusal.reason() + " " + refusal.metadata().get("target"))
                .containsExactly("CLIENT_REVOKED " + WALLET, "FROZEN all", "FROZEN " + Payment.ETH.caip19());
    }

    private static Payment payment(String id, long nonce) {
        return Payment.of(TestGrants.grant(), id, 5, nonce);
    }

    private List<String> inDoubt() throws Exception {
        try (var reader = folder.read()) {
            return reader.inDoubt().stream()
                    .map(request -> request.requestId().value())
                    .toList();
        }
    }

    private static void assertRefused(Reason reason, ThrowingCallable call) {
        assertThat(refusalOf(call).reason()).isEqualTo(reason);
    }
}
