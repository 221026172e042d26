package dev.countersign.signer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import dev.countersign.client.Refused;
import dev.countersign.client.SigningClient;
import dev.countersign.client.bitcoin.SignedPsbtCheck;
import dev.countersign.signer.address.bitcoin.Address;
import dev.countersign.signer.address.bitcoin.Network;
import dev.countersign.signer.address.bitcoin.script.Multisig;
import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.decode.bitcoin.psbt.SpendingPsbt;
import dev.countersign.signer.model.Bytes;
import dev.countersign.v1.Reason;
import dev.countersign.v1.SignRequest;
import dev.countersign.v1.SignResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bitcoinj.core.Transaction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A client, a server and two Bitcoin keys in a SoftHSM; what comes back is judged by bitcoinj. Each test spends coins
/// of
/// its own.
class BitcoinIT {

    private static final Network NETWORK = BitcoinSetUp.NETWORK;
    private static final OutputScript EXCHANGE = BitcoinSetUp.EXCHANGE;

    @TempDir
    static Path temporary;

    private static ServerProcess server;
    private static SigningClient hotWallet;
    private static Bytes hot;
    private static Bytes warm;
    private static Multisig vault;

    @BeforeAll
    static void start() throws Exception {
        var folder = temporary.resolve("dev");
        ServerProcess.init(folder, policy -> policy);
        hot = BitcoinSetUp.create(folder, "btc-hot");
        warm = BitcoinSetUp.create(folder, "btc-warm");
        vault = new Multisig(2, List.of(hot, warm));
        BitcoinSetUp.allow(folder, Map.of("btc-hot", hot, "btc-warm", warm), "1");
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
    void two_inputs_and_two_outputs_come_back_ready_to_broadcast() throws Exception {
        var psbt = new SpendingPsbt()
                .p2wpkh(hot, 1)
                .p2wpkh(hot, 2)
                .pay(EXCHANGE, 150_000)
                .pay(OutputScript.p2wpkh(hot), 45_000);

        var signed = signed(BitcoinSetUp.request("two-by-two", "btc-hot", psbt.bytes(), true));

        assertSpent(psbt, signed);
        assertThat(signed.getSignaturesCount()).isEqualTo(2);
        assertThat(signed.getRuleId()).isEqualTo("pay");
    }

    @Test
    void inputs_of_the_older_forms_are_signed_beside_each_other() throws Exception {
        var psbt = new SpendingPsbt().p2pkh(hot, 3).p2shP2wpkh(hot, 4).pay(EXCHANGE, 195_000);

        var signed = signed(BitcoinSetUp.request("older", "btc-hot", psbt.bytes(), true));

        assertSpent(psbt, signed);
    }

    @Test
    void version_two_is_signed_and_comes_back_as_it_was_but_for_the_signatures() throws Exception {
        var coins = new SpendingPsbt().p2wpkh(hot, 9).p2pkh(hot, 10).pay(EXCHANGE, 195_000);
        var others = new SpendingPsbt().p2wpkh(hot, 11).p2pkh(hot, 12).pay(EXCHANGE, 195_000);

        var partial = signed(BitcoinSetUp.request("version-two", "btc-hot", coins.version2(), false));

        assertThat(partial.getSignaturesCount()).isEqualTo(2);
        assertThat(partial.getTransactionId()).isEmpty();
        assertSpent(others, signed(BitcoinSetUp.request("version-two-final", "btc-hot", others.version2(), true)));
    }

    @Test
    void two_keys_sign_a_multisig_one_after_the_other() throws Exception {
        var psbt = new SpendingPsbt()
                .p2wsh(vault, 5)
                .pay(EXCHANGE, 60_000)
                .pay(OutputScript.p2wsh(vault.script()), 35_000);

        var once = signed(BitcoinSetUp.request("vault-hot", "btc-hot", psbt.bytes(), true));
        assertThat(once.getTransactionId()).isEqualTo(psbt.transaction().txid().hex());
        var twice = signed(BitcoinSetUp.request("vault-warm", "btc-warm", bytes(once), true));

        assertThat(once.getSignedPayload().substring(0, 5)).isEqualTo(ByteString.fromHex("70736274ff"));
        assertSpent(psbt, twice);
    }

    @Test
    void a_stuck_payment_is_replaced_only_by_itself_with_a_higher_fee() throws Exception {
        signed(BitcoinSetUp.request("stuck", "btc-hot", stuck(45_000).bytes(), true));

        assertRefused(
                Reason.REASON_OUTPOINT_ALREADY_SIGNED,
                BitcoinSetUp.request("lower", "btc-hot", stuck(46_000).bytes(), true));
        var other = new SpendingPsbt().p2wpkh(hot, 6).pay(EXCHANGE, 90_000);
        assertRefused(
                Reason.REASON_OUTPOINT_ALREADY_SIGNED, BitcoinSetUp.request("other", "btc-hot", other.bytes(), true));
        var higher = stuck(40_000);
        assertSpent(higher, signed(BitcoinSetUp.request("higher", "btc-hot", higher.bytes(), true)));
    }

    @Test
    void the_key_says_where_it_is_paid_and_the_same_request_gets_the_same_bytes() throws Exception {
        var psbt = new SpendingPsbt().p2wpkh(hot, 8).pay(EXCHANGE, 95_000);
        var request = BitcoinSetUp.request("again", "btc-hot", psbt.bytes(), true);

        assertThat(signed(request)).isEqualTo(hotWallet.sign(request));
        assertThat(hotWallet.getKey("btc-hot").getAccount())
                .isEqualTo(NETWORK.chain() + ":" + Address.ofKey(NETWORK, hot));
        assertRefused(Reason.REASON_REQUEST_ID_REUSED, BitcoinSetUp.request("again", "btc-hot", psbt.bytes(), false));
        assertRefused(Reason.REASON_CHAIN_MISMATCH, BitcoinSetUp.request("evm", "eth-hot", psbt.bytes(), false));
    }

    /// Two coins of the same payment, with this much change.
    private static SpendingPsbt stuck(long changeSat) {
        return new SpendingPsbt()
                .p2wpkh(hot, 6)
                .p2wpkh(hot, 7)
                .pay(EXCHANGE, 150_000)
                .pay(OutputScript.p2wpkh(hot), changeSat);
    }

    /// Signed, and genuine to a client that knows the key.
    private static SignResponse signed(SignRequest request) {
        var response = hotWallet.sign(request);
        var key = hotWallet.getKey(request.getKeyId());
        assertThat(SignedPsbtCheck.byKey(key).check(request, response).payload())
                .isEqualTo(response.getSignedPayload());
        return response;
    }

    private static void assertSpent(SpendingPsbt psbt, SignResponse signed) throws Exception {
        psbt.requireSpentBy(bytes(signed));
        var transaction =
                Transaction.read(ByteBuffer.wrap(signed.getSignedPayload().toByteArray()));
        assertThat(transaction.getTxId()).hasToString(signed.getTransactionId());
    }

    private static void assertRefused(Reason reason, SignRequest request) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> hotWallet.sign(request))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    private static Bytes bytes(SignResponse signed) {
        return Bytes.of(signed.getSignedPayload().toByteArray());
    }
}
