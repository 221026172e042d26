package dev.countersign.signer.signing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.signer.audit.JournalVerifier;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.decode.ethereum.typed.TypedJson;
import dev.countersign.signer.hsm.FakeHsm;
import dev.countersign.signer.ledger.Headroom;
import dev.countersign.signer.ledger.Settled;
import dev.countersign.signer.ledger.SqlLedgerReader;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.RequestId;
import dev.countersign.signer.model.SigningRequest;
import dev.countersign.signer.model.SigningRequest.EthereumTypedData;
import dev.countersign.signer.model.SigningRequest.Expectations;
import dev.countersign.signer.policy.PolicyEngine;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two keys that own a Safe, through decoder, policy and a real ledger: the Safe's nonces are taken once and its limits
/// charged once, whichever of them signs. The policy is policy/calls.yaml, of which the Safe `treasury` may pay 800
/// USDC a day, from its nonce 5 on.
class SafeSigningTest {

    private static final String HOT = "eth-hot";
    private static final String CO = "eth-co";
    private static final Client WALLET = new Client("spiffe://firm.example/hot-wallet");
    private static final String SAFE = "0x8080808080808080808080808080808080808080";
    private static final String EXCHANGE = "0".repeat(24) + "35".repeat(20);

    @TempDir
    Path temporary;

    private final FakeHsm hsm = new FakeHsm();
    private PolicyBundle bundle;
    private TestSigning corridor;

    @BeforeEach
    void open() throws Exception {
        try (var file = SafeSigningTest.class.getResourceAsStream("/policy/calls.yaml")) {
            bundle = PolicyText.load(new String(Objects.requireNonNull(file).readAllBytes(), UTF_8));
        }
        corridor = TestSigning.of(bundle, hsm, temporary);
    }

    /// Whatever the tests did, the record must hold.
    @AfterEach
    void close() throws Exception {
        corridor.close();
        try (var reader = SqlLedgerReader.open(new SqliteEngine(temporary.resolve(TestSigning.DATABASE)))) {
            assertThat(new JournalVerifier()
                            .verify(reader, "test", Optional.empty())
                            .problems())
                    .isEmpty();
        }
    }

    @Test
    void each_owner_signs_the_same_and_the_safe_pays_once() throws Exception {
        var first = sign(HOT, "hot-1", pay(5, 500));
        var second = sign(CO, "co-1", pay(5, 500));

        assertThat(second.payload().transactionId()).isEqualTo(first.payload().transactionId());
        assertThat(second.payload().content()).isNotEqualTo(first.payload().content());
        assertThat(left("treasury/usdc-day")).isEqualTo(300);
        assertThat(left("usdc-day")).isEqualTo(100_000);
    }

    @Test
    void one_owner_signs_nothing_else_on_the_nonce_that_another_signed_for() throws Exception {
        sign(HOT, "hot-1", pay(5, 500));

        refused(Reason.NONCE_ALREADY_SIGNED, CO, "co-1", pay(5, 499));
        refused(Reason.NONCE_ALREADY_SIGNED, HOT, "hot-2", pay(5, 499));
        refused(Reason.NONCE_ALREADY_SIGNED, HOT, "hot-3", pay(5, 500).message("safeTxGas", "1"));
    }

    @Test
    void owners_share_the_limits_of_the_safe() throws Exception {
        sign(HOT, "hot-1", pay(5, 500));

        refused(Reason.LIMIT_EXCEEDED, CO, "co-1", pay(6, 301));
        sign(CO, "co-2", pay(6, 300));
        refused(Reason.LIMIT_EXCEEDED, HOT, "hot-2", pay(7, 1));
    }

    @Test
    void a_nonce_is_rejected_by_either_owner_and_the_payment_stays_charged() throws Exception {
        sign(HOT, "hot-1", pay(5, 500));
        sign(CO, "co-1", reject(5));
        sign(HOT, "hot-2", reject(5));
        sign(CO, "co-2", pay(5, 500)); // nobody knows which of the two the chain takes

        assertThat(left("treasury/usdc-day")).isEqualTo(300);
    }

    @Test
    void what_began_as_a_rejection_stays_one() throws Exception {
        sign(HOT, "hot-1", reject(5));

        refused(Reason.NONCE_ALREADY_SIGNED, CO, "co-1", pay(5, 500));
    }

    @Test
    void nonces_are_not_hoarded_by_one_owner_after_the_other() throws Exception {
        refused(Reason.NONCE_OUT_OF_ORDER, HOT, "hot-0", pay(4, 1));
        sign(HOT, "hot-1", pay(7, 1)); // two ahead of 5
        refused(Reason.NONCE_OUT_OF_ORDER, CO, "co-1", pay(8, 1));
        sign(CO, "co-2", pay(5, 1));
        sign(HOT, "hot-2", pay(8, 1)); // 6 is free, and 8 is two ahead
    }

    @Test
    void a_server_that_starts_anew_knows_what_the_safe_has_paid() throws Exception {
        sign(HOT, "hot-1", pay(5, 500));
        corridor.close();
        corridor = TestSigning.again(bundle, hsm, temporary);

        refused(Reason.NONCE_ALREADY_SIGNED, CO, "co-1", pay(5, 499));
        refused(Reason.LIMIT_EXCEEDED, CO, "co-2", pay(6, 301));
        sign(CO, "co-3", pay(5, 500));
        assertThat(left("treasury/usdc-day")).isEqualTo(300);
        assertThat(left("usdc-day")).isEqualTo(100_000);
        sign(CO, "co-4", pay(6, 300));
    }

    @Test
    void the_same_request_again_is_answered_and_not_charged() throws Exception {
        var first = sign(HOT, "hot-1", pay(5, 500));

        assertThat(sign(HOT, "hot-1", pay(5, 500)).payload()).isEqualTo(first.payload());
        assertThat(hsm.asked()).isEqualTo(1);
    }

    private long left(String limit) throws Refused {
        var limits = new PolicyEngine().limits(bundle.grant(WALLET, new KeyId(HOT)));
        return corridor.ledger().headroom(limits).stream()
                .filter(headroom -> headroom.limit().limitId().equals(limit))
                .map(Headroom::remaining)
                .map(units -> units.divide(BigInteger.valueOf(1_000_000)))
                .mapToLong(BigInteger::longValueExact)
                .findFirst()
                .orElseThrow();
    }

    private static TypedJson pay(int nonce, int usdc) {
        var data = "0xa9059cbb" + EXCHANGE + "%064x".formatted(usdc * 1_000_000L);
        return TypedJson.safeTransaction(SAFE, TypedJson.USDC, "0", 0, data).message("nonce", nonce);
    }

    private static TypedJson reject(int nonce) {
        return TypedJson.safeTransaction(SAFE, SAFE, "0", 0, "").message("nonce", nonce);
    }

    private Settled sign(String key, String requestId, TypedJson json) throws Refused {
        var request = new SigningRequest(
                new RequestId(requestId),
                new KeyId(key),
                new EthereumTypedData(json.bytes()),
                Expectations.NONE,
                "a test");
        return corridor.service().sign(WALLET, request, Duration.ofSeconds(10));
    }

    private void refused(Reason reason, String key, String requestId, TypedJson json) {
        var refused = catchThrowableOfType(Refused.class, () -> sign(key, requestId, json));
        assertThat(refused).isNotNull();
        assertThat(refused.reason()).isEqualTo(reason);
    }
}
