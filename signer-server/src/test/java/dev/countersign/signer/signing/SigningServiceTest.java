package dev.countersign.signer.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.hsm.FakeHsm;
import dev.countersign.signer.hsm.FakeHsm.Behaviour;
import dev.countersign.signer.ledger.RecordedRequest.State;
import dev.countersign.signer.ledger.Settled;
import dev.countersign.signer.ledger.SqlLedger;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.RequestId;
import dev.countersign.signer.model.SigningRequest;
import dev.countersign.signer.model.SigningRequest.EthereumTransaction;
import dev.countersign.signer.model.SigningRequest.Expectations;
import dev.countersign.signer.policy.PolicyEngine;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;

/// The story over a real ledger; only the hardware is a stand-in, so that it can fail on cue.
class SigningServiceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final BigInteger ONE_ETHER = TestGrants.coins(1, TestGrants.ETH);

    @TempDir
    Path temporary;

    private final FakeHsm hsm = new FakeHsm();
    private TestSigning corridor;
    private SqlLedger ledger;
    private SigningService signing;

    @BeforeEach
    void open() throws Exception {
        corridor = TestSigning.of(TestGrants.bundle(TestGrants.ethHot()), hsm, temporary);
        ledger = corridor.ledger();
        signing = corridor.service();
    }

    @AfterEach
    void close() {
        corridor.close();
    }

    @Test
    void a_signature_is_recorded_and_given_again_without_asking_the_hsm_again() throws Exception {
        var first = signing.sign(TestGrants.HOT_WALLET, transfer("a", 0), PATIENCE);
        var again = signing.sign(TestGrants.HOT_WALLET, transfer("a", 0), PATIENCE);

        assertThat(again.payload()).isEqualTo(first.payload());
        assertThat(again.signatures()).isEqualTo(first.signatures());
        assertThat(hsm.asked()).isEqualTo(1);
    }

    @Test
    void a_failure_before_the_hsm_was_asked_is_given_back_and_can_be_repeated() throws Exception {
        hsm.will(Behaviour.FAILS_BEFORE_ASKING);
        assertRefused(Reason.OVERLOADED, transfer("a", 0));
        assertThat(stateOf("a")).isEqualTo(State.RELEASED);
        assertThat(usedOfDay()).isEqualTo(BigInteger.ZERO);

        hsm.will(Behaviour.SIGNS);
        signing.sign(TestGrants.HOT_WALLET, transfer("a", 0), PATIENCE);
        assertThat(stateOf("a")).isEqualTo(State.SETTLED);
    }

    @Test
    void a_failure_after_the_hsm_was_asked_stays_charged_and_is_charged_once_when_repeated() throws Exception {
        hsm.will(Behaviour.FAILS_AFTER_ASKING);
        assertRefused(Reason.HSM_UNAVAILABLE, transfer("a", 0));
        assertThat(stateOf("a")).isEqualTo(State.RESERVED);
        var charged = usedOfDay();
        assertThat(charged).isGreaterThan(ONE_ETHER);

        hsm.will(Behaviour.SIGNS);
        signing.sign(TestGrants.HOT_WALLET, transfer("a", 0), PATIENCE);
        assertThat(usedOfDay()).isEqualTo(charged);
    }

    @Test
    void hardware_known_to_be_out_is_not_charged_for() throws Exception {
        hsm.will(Behaviour.NOT_READY);
        assertRefused(Reason.HSM_UNAVAILABLE, transfer("a", 0));
        hsm.will(Behaviour.KEY_OUT_OF_SERVICE);
        assertRefused(Reason.KEY_FROZEN, transfer("a", 0));

        assertThat(ledger.request(TestGrants.HOT_WALLET, new RequestId("a"))).isEmpty();
        assertThat(usedOfDay()).isEqualTo(BigInteger.ZERO);
    }

    @Test
    void what_a_frozen_key_signed_before_is_withheld_and_what_an_absent_one_signed_is_not() throws Exception {
        var first = signing.sign(TestGrants.HOT_WALLET, transfer("a", 0), PATIENCE);

        hsm.will(Behaviour.KEY_FROZEN);
        assertRefused(Reason.KEY_FROZEN, transfer("a", 0));
        hsm.will(Behaviour.NOT_READY);
        assertThat(signing.sign(TestGrants.HOT_WALLET, transfer("a", 0), PATIENCE)
                        .payload())
                .isEqualTo(first.payload());
    }

    @Test
    void what_is_late_before_it_is_charged_is_not_charged_at_all() throws Exception {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> signing.sign(TestGrants.HOT_WALLET, transfer("a", 0), Duration.ofNanos(1)))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.DEADLINE_EXCEEDED));

        assertThat(ledger.request(TestGrants.HOT_WALLET, new RequestId("a"))).isEmpty();
        assertThat(hsm.asked()).isZero();
    }

    @Test
    void the_hsm_gets_what_is_left_of_the_callers_patience() throws Exception {
        signing.sign(TestGrants.HOT_WALLET, transfer("a", 0), PATIENCE);

        assertThat(hsm.patience()).isPositive().isLessThan(PATIENCE);
    }

    @Test
    void the_same_request_at_once_asks_the_hsm_once() throws Exception {
        var request = transfer("a", 0);
        Callable<Settled> attempt = () -> signing.sign(TestGrants.HOT_WALLET, request, PATIENCE);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : threads.invokeAll(Collections.nCopies(8, attempt))) {
                assertThat(answer.get().requestId()).isEqualTo(request.requestId());
            }
        }

        assertThat(hsm.asked()).isEqualTo(1);
    }

    @Test
    void a_stranger_is_refused_before_its_payload_is_looked_at() {
        var garbage = new SigningRequest(
                new RequestId("a"),
                new KeyId("eth-hot"),
                new EthereumTransaction(Bytes.of(new byte[] {1})),
                Expectations.NONE,
                "");

        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> signing.sign(new Client("spiffe://firm.example/other"), garbage, PATIENCE))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.KEY_NOT_GRANTED));
        assertRefused(Reason.TRANSACTION_UNDECODABLE, garbage);
        assertThat(hsm.asked()).isZero();
        assertThat(corridor.observed()).containsExactly(Reason.KEY_NOT_GRANTED, Reason.TRANSACTION_UNDECODABLE);
    }

    private void assertRefused(Reason reason, SigningRequest request) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> signing.sign(TestGrants.HOT_WALLET, request, PATIENCE))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    private State stateOf(String requestId) throws Refused {
        return ledger.request(TestGrants.HOT_WALLET, new RequestId(requestId))
                .orElseThrow()
                .state();
    }

    private BigInteger usedOfDay() throws Refused {
        var limits = new PolicyEngine().limits(TestGrants.grant());
        return ledger.headroom(limits).stream()
                .filter(headroom -> headroom.limit().limitId().equals("eth-day"))
                .findFirst()
                .orElseThrow()
                .used();
    }

    static SigningRequest transfer(String requestId, long nonce) {
        var unsigned = TransactionEncoder.encode(RawTransaction.createTransaction(
                1,
                BigInteger.valueOf(nonce),
                BigInteger.valueOf(21_000),
                TestGrants.EXCHANGE.address(),
                ONE_ETHER,
                "",
                BigInteger.TWO,
                BigInteger.valueOf(40_000_000_000L)));
        return new SigningRequest(
                new RequestId(requestId),
                new KeyId("eth-hot"),
                new EthereumTransaction(Bytes.of(unsigned)),
                Expectations.NONE,
                "");
    }
}
