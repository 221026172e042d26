package dev.countersign.signer.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.signer.authentication.ClientRate;
import dev.countersign.signer.bundle.DenyRule;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.OffChain;
import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.Rule;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.decode.TransactionDecoder;
import dev.countersign.signer.hsm.FakeHsm;
import dev.countersign.signer.hsm.FakeHsm.Behaviour;
import dev.countersign.signer.ledger.LedgerSettings;
import dev.countersign.signer.ledger.SqlLedger;
import dev.countersign.signer.ledger.TestAnchors;
import dev.countersign.signer.ledger.TestLevers;
import dev.countersign.signer.ledger.TimeSource;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.Lever;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.RequestId;
import dev.countersign.signer.model.SigningRequest;
import dev.countersign.signer.model.SigningRequest.EthereumTransaction;
import dev.countersign.signer.model.SigningRequest.Expectations;
import dev.countersign.signer.policy.PolicyEngine;
import dev.countersign.signer.policy.RuleOutcome;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;

class EnquiriesTest {

    private static final Client WALLET = TestGrants.HOT_WALLET;
    private static final Client OTHER = new Client("spiffe://firm.example/order-manager");
    private static final KeyId KEY = new KeyId("eth-hot");
    private static final RequestId ID = new RequestId("a");
    private static final int AT_ONCE = 3;

    private final FakeHsm hsm = new FakeHsm();
    private final PolicyBundle bundle = TestGrants.bundle(shared());
    private final Admission lane = new Admission(2, 1);
    private SqlLedger ledger;
    private Enquiries enquiries;

    /// The key of [TestGrants] with a second rule, for another client; what is denied to all, and to the other.
    private static KeyPolicy shared() {
        var key = TestGrants.ethHot();
        var rule = key.rules().getFirst();
        var others = new Rule(
                "others",
                rule.allow(),
                Set.of(OTHER),
                rule.assets(),
                rule.from(),
                rule.to(),
                rule.expiresWithin(),
                rule.calls(),
                rule.typedData(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new KeyPolicy(
                key.id(),
                key.chain(),
                key.publicKey(),
                Lane.WITHDRAWALS,
                false,
                key.account(),
                key.feeAsset(),
                key.assets(),
                List.of(rule, others),
                List.of(noApproval("denied-to-all", Set.of()), noApproval("denied-to-others", Set.of(OTHER))),
                key.limits(),
                key.feeEach(),
                key.ethereum(),
                OffChain.NONE,
                Optional.empty());
    }

    private static DenyRule noApproval(String id, Set<Client> clients) {
        return new DenyRule(
                id,
                Set.of(Permission.APPROVE),
                clients,
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private final List<Reason> refused = new ArrayList<>();

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        var database = folder.resolve("ledger.db");
        SqlLedger.create(database, TestAnchors.of(database), "test");
        ledger = SqlLedger.open(
                new LedgerSettings(
                        new SqliteEngine(database), TestAnchors.of(database), "test", Duration.ofHours(1), false),
                TimeSource.system(),
                "test");
        ledger.activate(bundle);
        enquiries = new Enquiries(
                () -> bundle,
                new TransactionDecoder(),
                new PolicyEngine(),
                ledger,
                hsm,
                new ClientRate(1, AT_ONCE, () -> 0),
                lane,
                new RefusalRecorder(() -> bundle, ledger, new RefusalList(refused)));
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void only_the_rules_that_name_the_client_or_deny_something_to_all_are_told() throws Exception {
        assertThat(enquiries.evaluate(WALLET, cancellation()).rules())
                .extracting(RuleOutcome::ruleId)
                .containsExactly("denied-to-all", "exchange-top-up");
        assertThat(enquiries.evaluate(OTHER, cancellation()).rules())
                .extracting(RuleOutcome::ruleId)
                .containsExactly("denied-to-all", "denied-to-others", "others");
    }

    @Test
    void an_evaluation_records_and_asks_nothing() throws Exception {
        assertThat(enquiries.evaluate(WALLET, cancellation()).allowed()).isTrue();

        assertThat(ledger.request(WALLET, ID)).isEmpty();
        assertThat(hsm.asked()).isZero();
    }

    @Test
    void what_a_lever_stops_is_not_available_and_its_evaluation_says_so() throws Exception {
        assertThat(enquiries.key(WALLET, KEY).available()).isTrue();
        TestLevers.pull(ledger, new Lever.FreezeClient(WALLET));

        assertThat(enquiries.key(WALLET, KEY).available()).isFalse();
        assertThat(enquiries.key(OTHER, KEY).available()).isTrue();
        assertThat(enquiries.evaluate(WALLET, cancellation()).refusals())
                .extracting(Refusal::reason)
                .containsExactly(Reason.FROZEN);
    }

    @Test
    void headroom_is_what_a_brake_leaves() throws Exception {
        var before = enquiries.headroom(WALLET, KEY).limits();
        TestLevers.brake(ledger, 10, Duration.ofHours(1));

        assertThat(enquiries.headroom(WALLET, KEY).limits())
                .extracting(headroom -> headroom.limit().max())
                .isEqualTo(before.stream()
                        .map(headroom -> headroom.limit().max().divide(BigInteger.TEN))
                        .toList());
        assertThat(enquiries.evaluate(WALLET, cancellation()).allowed()).isTrue();
    }

    @Test
    void evaluations_are_bounded_for_each_client() throws Exception {
        for (var evaluation = 0; evaluation < AT_ONCE; evaluation++) {
            enquiries.evaluate(WALLET, cancellation());
        }

        assertRefused(Reason.RATE_EXCEEDED, () -> enquiries.evaluate(WALLET, cancellation()));
        assertThat(enquiries.evaluate(OTHER, cancellation()).allowed()).isTrue();
    }

    @Test
    void questions_to_the_ledger_take_a_place_of_their_client() throws Exception {
        try (var _ = lane.enter(WALLET, Lane.WITHDRAWALS)) {
            assertRefused(Reason.OVERLOADED, () -> enquiries.headroom(WALLET, KEY));
            assertRefused(Reason.OVERLOADED, () -> enquiries.request(WALLET, ID));
            assertRefused(Reason.OVERLOADED, () -> enquiries.evaluate(WALLET, cancellation()));
            assertThat(enquiries.headroom(OTHER, KEY).limits()).isNotEmpty();
        }
        assertThat(enquiries.headroom(WALLET, KEY).limits()).isNotEmpty();
    }

    @Test
    void what_a_frozen_key_signed_is_withheld() throws Exception {
        sign(cancellation());
        assertThat(enquiries.request(WALLET, ID).settled()).isPresent();

        hsm.will(Behaviour.KEY_FROZEN);
        assertRefused(Reason.KEY_FROZEN, () -> enquiries.request(WALLET, ID));
    }

    @Test
    void asking_for_a_key_without_a_grant_is_refused_and_recorded() throws Exception {
        assertRefused(Reason.KEY_NOT_GRANTED, () -> enquiries.key(WALLET, new KeyId("treasury")));

        assertThat(refused).containsExactly(Reason.KEY_NOT_GRANTED);
    }

    @Test
    void a_request_is_its_clients_alone() throws Exception {
        sign(cancellation());

        assertRefused(Reason.REQUEST_UNKNOWN, () -> enquiries.request(OTHER, ID));
    }

    private void sign(SigningRequest request) throws Exception {
        var grant = bundle.grant(WALLET, KEY);
        var transaction = new TransactionDecoder().decode(grant, request);
        var approved =
                new PolicyEngine().evaluate(grant, transaction, Instant.EPOCH).orRefuse();
        var reservation = ledger.reserve(request, approved);
        ledger.settle(reservation, hsm.sign(reservation, Duration.ofSeconds(10)));
    }

    private static void assertRefused(Reason reason, ThrowingCallable question) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(question)
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    private static SigningRequest cancellation() {
        var unsigned = TransactionEncoder.encode(RawTransaction.createTransaction(
                1,
                BigInteger.ZERO,
                BigInteger.valueOf(21_000),
                TestGrants.ACCOUNT.address(),
                BigInteger.ZERO,
                "",
                BigInteger.TWO,
                BigInteger.valueOf(40_000_000_000L)));
        return new SigningRequest(ID, KEY, new EthereumTransaction(Bytes.of(unsigned)), Expectations.NONE, "");
    }
}
