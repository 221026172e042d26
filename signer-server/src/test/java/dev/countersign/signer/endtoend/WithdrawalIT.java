package dev.countersign.signer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.client.Refused;
import dev.countersign.client.SigningClient;
import dev.countersign.v1.Reason;
import dev.countersign.v1.RequestState;
import dev.countersign.v1.SignRequest;
import dev.countersign.v1.SignResponse;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.crypto.SignedRawTransaction;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.utils.Numeric;

/// A client, a server and a SoftHSM as a firm would run them, over mTLS. Each test uses nonces of its own.
class WithdrawalIT {

    private static final BigInteger MILLI_ETHER = BigInteger.TEN.pow(15);

    @TempDir
    static Path temporary;

    private static ServerProcess server;
    private static SigningClient hotWallet;

    @BeforeAll
    static void start() throws Exception {
        var folder = temporary.resolve("dev");
        ServerProcess.init(folder, policy -> policy);
        server = ServerProcess.start(folder);
        hotWallet = server.connect("hot-wallet");
    }

    @AfterAll
    static void stop_and_verify() throws Exception {
        hotWallet.close();
        server.close();
        var verified = ServerProcess.verifyJournal(server.folder());
        assertThat(verified.output()).contains("journal verified");
        assertThat(verified.exitCode()).isZero();
    }

    @Test
    void an_ether_transfer_comes_back_ready_to_broadcast() throws Exception {
        var signed = hotWallet.sign(Withdrawals.eth("eth-1", 100, MILLI_ETHER));

        var transaction = decoded(signed);
        assertThat(transaction.getFrom()).isEqualTo(address());
        assertThat(transaction.getTo()).isEqualTo(Withdrawals.EXCHANGE);
        assertThat(transaction.getValue()).isEqualTo(MILLI_ETHER);
        assertThat(signed.getRuleId()).isEqualTo("exchange-top-up");
        assertThat(signed.getTransactionId()).isEqualTo(hash(signed));
    }

    @Test
    void a_token_transfer_comes_back_ready_to_broadcast() throws Exception {
        var signed = hotWallet.sign(Withdrawals.usdc("usdc-1", 101, BigInteger.valueOf(1_250_500_000)));

        assertThat(decoded(signed).getFrom()).isEqualTo(address());
        assertThat(signed.getTransactionId()).isEqualTo(hash(signed));
    }

    @Test
    void the_same_request_gets_the_same_bytes_for_ever_and_is_charged_once() throws Exception {
        var request = Withdrawals.eth("again-1", 102, MILLI_ETHER);
        var first = hotWallet.sign(request);
        var used = used("eth-day");

        assertThat(hotWallet.sign(request)).isEqualTo(first);
        assertThat(used("eth-day")).isEqualTo(used);
        var stored = hotWallet.getRequest("again-1");
        assertThat(stored.getState()).isEqualTo(RequestState.REQUEST_STATE_SIGNED);
        assertThat(stored.getResponse()).isEqualTo(first);
    }

    @Test
    void the_same_request_sent_by_many_at_once_yields_one_signature_and_one_charge() throws Exception {
        var before = used("eth-day");
        var request = Withdrawals.eth("at-once-1", 103, MILLI_ETHER);

        var answers = IntStream.range(0, 32).mapToObj(_ -> hotWallet.signAsync(request)).toList().stream()
                .map(CompletableFuture::join)
                .distinct()
                .toList();

        assertThat(answers).hasSize(1);
        var feeBound = BigInteger.valueOf(21_000 * 40L).multiply(Withdrawals.GWEI);
        assertThat(used("eth-day").subtract(before)).isEqualTo(MILLI_ETHER.add(feeBound));
    }

    @Test
    void a_stuck_payment_is_replaced_only_by_itself_with_a_higher_fee() throws Exception {
        hotWallet.sign(Withdrawals.eth("stuck-1", 104, MILLI_ETHER, 40));

        assertRefused(Reason.REASON_NONCE_ALREADY_SIGNED, Withdrawals.eth("stuck-2", 104, MILLI_ETHER, 40));
        assertRefused(
                Reason.REASON_NONCE_ALREADY_SIGNED,
                Withdrawals.eth("stuck-3", 104, MILLI_ETHER.add(BigInteger.ONE), 80));
        assertThat(hotWallet
                        .sign(Withdrawals.eth("stuck-4", 104, MILLI_ETHER, 80))
                        .getSignedPayload())
                .isNotEmpty();
    }

    @Test
    void what_the_policy_does_not_allow_is_refused_with_its_reason_and_charged_nothing() throws Exception {
        var before = used("eth-day");

        assertRefused(
                Reason.REASON_LIMIT_EXCEEDED,
                Withdrawals.eth("over-1", 105, Withdrawals.ETHER.multiply(BigInteger.TEN)));
        assertRefused(Reason.REASON_FEE_TOO_HIGH, Withdrawals.eth("dear-1", 105, MILLI_ETHER, 3_000));
        assertRefused(Reason.REASON_ZERO_AMOUNT, Withdrawals.eth("zero-1", 105, BigInteger.ZERO));
        assertRefused(
                Reason.REASON_KEY_NOT_GRANTED,
                Withdrawals.eth("other-1", 105, MILLI_ETHER).toBuilder()
                        .setKeyId("btc-hot")
                        .build());
        assertRefused(Reason.REASON_MALFORMED_REQUEST, Withdrawals.eth("no id", 105, MILLI_ETHER));

        assertThat(used("eth-day")).isEqualTo(before);
    }

    @Test
    void an_evaluation_says_what_signing_would_and_records_nothing() throws Exception {
        hotWallet.sign(Withdrawals.eth("asked-1", 106, MILLI_ETHER));
        var before = used("eth-day");

        var allowed = hotWallet.evaluate(Withdrawals.eth("asked-2", 107, MILLI_ETHER));
        assertThat(allowed.getAllowed()).isTrue();
        assertThat(allowed.getRuleIdsList()).containsExactly("exchange-top-up");
        assertThat(allowed.getChargesCount()).isEqualTo(2);

        var taken = hotWallet.evaluate(Withdrawals.eth("asked-2", 106, MILLI_ETHER.add(BigInteger.ONE)));
        assertThat(taken.getAllowed()).isFalse();
        assertThat(taken.getRefusals(0).getReason()).isEqualTo(Reason.REASON_NONCE_ALREADY_SIGNED);
        assertThat(used("eth-day")).isEqualTo(before);
        assertThat(hotWallet.sign(Withdrawals.eth("asked-2", 107, MILLI_ETHER)).getRuleId())
                .isEqualTo("exchange-top-up");
    }

    @Test
    void a_client_without_a_grant_learns_nothing_of_the_key() throws Exception {
        try (var reporting = server.connect("reporting")) {
            for (var keyId : new String[] {"eth-hot", "no-such-key"}) {
                assertThatExceptionOfType(Refused.class)
                        .isThrownBy(() -> reporting.getKey(keyId))
                        .satisfies(refused -> {
                            assertThat(refused.reason()).isEqualTo(Reason.REASON_KEY_NOT_GRANTED);
                            assertThat(refused.explanation().replace(keyId, "KEY"))
                                    .isEqualTo("client spiffe://countersign.example/reporting has no grant for key"
                                            + " KEY; the policy's rules name who has");
                        });
            }
            assertThat(reporting.listKeys()).isEmpty();
        }
    }

    private static void assertRefused(Reason reason, SignRequest request) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> hotWallet.sign(request))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    private static SignedRawTransaction decoded(SignResponse signed) {
        return (SignedRawTransaction) TransactionDecoder.decode(Withdrawals.hex(signed.getSignedPayload()));
    }

    private static String hash(SignResponse signed) {
        return Numeric.toHexString(
                org.web3j.crypto.Hash.sha3(signed.getSignedPayload().toByteArray()));
    }

    private static String address() {
        var account = hotWallet.getKey("eth-hot").getAccount();
        return account.substring(account.lastIndexOf(':') + 1).toLowerCase(java.util.Locale.ROOT);
    }

    private static BigInteger used(String limitId) {
        return hotWallet.getHeadroom("eth-hot").getLimitsList().stream()
                .filter(limit -> limit.getLimitId().equals(limitId))
                .map(limit -> new BigInteger(limit.getUsed()))
                .findFirst()
                .orElseThrow();
    }
}
