package dev.countersign.signer.decode.ethereum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.decode.ethereum.codec.AccessList;
import dev.countersign.signer.decode.ethereum.codec.UnsignedTransaction;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Bytes;
import java.math.BigInteger;
import java.security.SignatureException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.web3j.crypto.AccessListObject;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.SignedRawTransaction;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.crypto.transaction.type.Transaction1559;
import org.web3j.crypto.transaction.type.Transaction2930;

/// Random transactions, with web3j as the oracle both ways: what it encodes we read as the same fields and
/// the same movement, and what we assemble it reads as the same fields, signed by the same account. The
/// seed is the repetition.
class Web3jModelTest {

    private static final Credentials CREDENTIALS = Credentials.create(TestGrants.PRIVATE_KEY_HEX);
    private static final int TRANSACTIONS = 100;

    private final EthereumDecoder decoder = new EthereumDecoder();

    /// One random transfer, of ETH or of USDC.
    private record Transfer(
            BigInteger nonce,
            BigInteger tip,
            BigInteger feeCap,
            BigInteger gasLimit,
            Bytes receiver,
            BigInteger units,
            boolean token,
            AccessList accessList) {

        static Transfer random(Random random) {
            var accessList = new AccessList(IntStream.range(0, random.nextInt(4))
                    .mapToObj(entry -> new AccessList.Entry(
                            randomBytes(random, 20),
                            IntStream.range(0, random.nextInt(4))
                                    .mapToObj(key -> randomBytes(random, 32))
                                    .toList()))
                    .toList());
            var cap = upTo(random, 90);
            return new Transfer(
                    upTo(random, 63),
                    cap.multiply(BigInteger.valueOf(random.nextInt(101))).divide(BigInteger.valueOf(100)),
                    cap,
                    upTo(random, 60).add(BigInteger.valueOf(100_000)),
                    randomBytes(random, 20),
                    upTo(random, 250).add(BigInteger.ONE),
                    random.nextBoolean(),
                    accessList);
        }

        String to() {
            return token ? TestGrants.USDC.asset().reference() : "0x" + receiver.hex();
        }

        BigInteger value() {
            return token ? BigInteger.ZERO : units;
        }

        String data() {
            return token ? "0xa9059cbb" + "0".repeat(24) + receiver.hex() + "%064x".formatted(units) : "";
        }

        Movement movement() {
            var asset = token ? TestGrants.USDC : TestGrants.ETH;
            return new Movement(
                    Action.TRANSFER,
                    new Amount(asset.asset(), units),
                    TestGrants.ACCOUNT,
                    TestGrants.account("0x" + receiver.hex()));
        }

        List<AccessListObject> web3jAccessList() {
            return accessList.entries().stream()
                    .map(entry -> new AccessListObject(
                            "0x" + entry.address().hex(),
                            entry.storageKeys().stream()
                                    .map(key -> "0x" + key.hex())
                                    .toList()))
                    .toList();
        }
    }

    @RepeatedTest(5)
    void legacy_transactions_agree(RepetitionInfo seed) throws Exception {
        for (var transfer : transfers(seed).toList()) {
            var raw = RawTransaction.createTransaction(
                    transfer.nonce(),
                    transfer.feeCap(),
                    transfer.gasLimit(),
                    transfer.to(),
                    transfer.value(),
                    transfer.data());
            var unsigned = Bytes.of(TransactionEncoder.encode(raw, 1L));

            var fields =
                    check(transfer, unsigned, transfer.feeCap(), TransactionEncoder.signMessage(raw, 1L, CREDENTIALS));

            assertThat(fields.accessList().entries()).isEmpty();
        }
    }

    @RepeatedTest(5)
    void access_list_transactions_agree(RepetitionInfo seed) throws Exception {
        for (var transfer : transfers(seed).toList()) {
            var raw = RawTransaction.createTransaction(
                    1L,
                    transfer.nonce(),
                    transfer.feeCap(),
                    transfer.gasLimit(),
                    transfer.to(),
                    transfer.value(),
                    transfer.data(),
                    transfer.web3jAccessList());
            var unsigned = Bytes.of(TransactionEncoder.encode(raw));

            var fields = check(transfer, unsigned, transfer.feeCap(), TransactionEncoder.signMessage(raw, CREDENTIALS));

            assertThat(fields.accessList()).isEqualTo(transfer.accessList());
        }
    }

    @RepeatedTest(5)
    void dynamic_fee_transactions_agree(RepetitionInfo seed) throws Exception {
        for (var transfer : transfers(seed).toList()) {
            var raw = RawTransaction.createTransaction(
                    1L,
                    transfer.nonce(),
                    transfer.gasLimit(),
                    transfer.to(),
                    transfer.value(),
                    transfer.data(),
                    transfer.tip(),
                    transfer.feeCap(),
                    transfer.web3jAccessList());
            var unsigned = Bytes.of(TransactionEncoder.encode(raw));

            var fields = check(transfer, unsigned, transfer.tip(), TransactionEncoder.signMessage(raw, CREDENTIALS));

            assertThat(fields.accessList()).isEqualTo(transfer.accessList());
        }
    }

    /// Holds our reading of `unsigned`, and web3j's reading of what we assemble, against `transfer`.
    private UnsignedTransaction check(Transfer transfer, Bytes unsigned, BigInteger tip, byte[] signedByWeb3j)
            throws Exception {
        var transaction = decoder.decode(TestGrants.ethHot(), unsigned);
        checkMeaning(transfer, transaction, tip);

        var signature = Signers.sign(transaction.signable().digests().getFirst());
        var signed = transaction.signable().assemble(List.of(signature));
        assertThat(signed.content()).isEqualTo(Bytes.of(signedByWeb3j));
        checkSigned(
                transfer,
                (SignedRawTransaction)
                        TransactionDecoder.decode("0x" + signed.content().hex()),
                tip);
        return UnsignedTransaction.decode(unsigned);
    }

    private static void checkMeaning(Transfer transfer, Transaction transaction, BigInteger tip) {
        assertThat(transaction.kind()).isEqualTo("transfer");
        assertThat(transaction.movements()).containsExactly(transfer.movement());
        assertThat(transaction.feeBound())
                .isEqualTo(
                        new Amount(TestGrants.ETH.asset(), transfer.gasLimit().multiply(transfer.feeCap())));
        var slot = transaction.slots().getFirst();
        assertThat(slot.id()).isEqualTo("eip155:1/nonce/" + transfer.nonce());
        assertThat(slot.cancels()).isFalse();
        assertThat(slot.feeCap()).isEqualTo(transfer.feeCap());
        assertThat(slot.tip()).isEqualTo(tip);
    }

    private static void checkSigned(Transfer transfer, SignedRawTransaction signed, BigInteger tip)
            throws SignatureException {
        assertThat(signed.getFrom()).isEqualTo(TestGrants.ACCOUNT.address());
        assertThat(signed.getNonce()).isEqualTo(transfer.nonce());
        assertThat(signed.getGasLimit()).isEqualTo(transfer.gasLimit());
        assertThat(signed.getTo()).isEqualTo(transfer.to());
        assertThat(signed.getValue()).isEqualTo(transfer.value());
        assertThat(signed.getData().replace("0x", "")).isEqualTo(transfer.data().replace("0x", ""));
        switch (signed.getTransaction()) {
            case Transaction1559 typed -> {
                assertThat(typed.getMaxFeePerGas()).isEqualTo(transfer.feeCap());
                assertThat(typed.getMaxPriorityFeePerGas()).isEqualTo(tip);
                assertThat(typed.getAccessList()).isEqualTo(transfer.web3jAccessList());
            }
            case Transaction2930 typed -> {
                assertThat(typed.getGasPrice()).isEqualTo(transfer.feeCap());
                assertThat(typed.getAccessList()).isEqualTo(transfer.web3jAccessList());
            }
            default -> assertThat(signed.getGasPrice()).isEqualTo(transfer.feeCap());
        }
    }

    private static Stream<Transfer> transfers(RepetitionInfo seed) {
        var random = new Random(seed.getCurrentRepetition());
        return Stream.generate(() -> Transfer.random(random)).limit(TRANSACTIONS);
    }

    private static BigInteger upTo(Random random, int maxBits) {
        return new BigInteger(random.nextInt(maxBits + 1), random);
    }

    private static Bytes randomBytes(Random random, int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return Bytes.of(bytes);
    }
}
