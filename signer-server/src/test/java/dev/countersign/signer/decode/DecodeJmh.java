package dev.countersign.signer.decode;

import dev.countersign.signer.bundle.BitcoinPolicy;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.decode.bitcoin.psbt.SpendingPsbt;
import dev.countersign.signer.decode.ethereum.typed.TypedJson;
import dev.countersign.signer.endtoend.attack.EthereumCalls;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.SigningRequest.BitcoinPsbt;
import dev.countersign.signer.model.SigningRequest.EthereumTransaction;
import dev.countersign.signer.model.SigningRequest.EthereumTypedData;
import dev.countersign.signer.model.SigningRequest.Payload;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// `make bench-jmh`: a payload from its bytes to what it does and the digests to be signed, one of each kind.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class DecodeJmh {

    /// What is decoded: an EIP-1559 transfer of the coin, of a token, a Multicall3 of two transfers, an EIP-2612
    /// permit, a
    /// Safe's transfer of a token, a PSBT of two inputs and two outputs.
    public enum Kind {
        COIN,
        TOKEN,
        MULTICALL,
        PERMIT,
        SAFE,
        PSBT
    }

    private static final String TRANSFER = "transfer(address,uint256) EXCHANGE 5";
    private static final String BATCH = "batch: USDC transferFrom(address,address,uint256) OWN EXCHANGE 5;"
            + " WETH transferFrom(address,address,uint256) OWN EXCHANGE 5";

    @Param
    public Kind kind;

    private final TransactionDecoder decoder = new TransactionDecoder();
    private KeyPolicy key;
    private Payload payload;

    @Setup(Level.Trial)
    public void make() throws Exception {
        key = switch (kind) {
            case COIN, TOKEN -> TestGrants.ethHot();
            case PERMIT -> permitting();
            case MULTICALL, SAFE -> HostilePayload.ofCalls();
            case PSBT -> BitcoinPolicy.grant().key();
        };
        payload = switch (kind) {
            case COIN -> new EthereumTransaction(TestTransactions.transfer(7, TestGrants.EXCHANGE, BigInteger.TEN));
            case TOKEN ->
                new EthereumTransaction(
                        TestTransactions.transfer(TestGrants.USDC, 7, TestGrants.EXCHANGE, BigInteger.TEN));
            case PERMIT ->
                new EthereumTypedData(
                        Bytes.of(Files.readAllBytes(Path.of("signer-server/src/test/fuzz/TypedDataFuzz/permit"))));
            case MULTICALL ->
                new EthereumTransaction(EthereumCalls.transaction("MULTICALL3", EthereumCalls.data(BATCH)));
            case SAFE ->
                new EthereumTypedData(TypedJson.safeTransaction(
                                EthereumCalls.address("SAFE"), TypedJson.USDC, "0", 0, EthereumCalls.data(TRANSFER))
                        .bytes());
            case PSBT ->
                new BitcoinPsbt(
                        new SpendingPsbt()
                                .p2wpkh(BitcoinPolicy.KEY, 1)
                                .p2wpkh(BitcoinPolicy.KEY, 2)
                                .pay(BitcoinPolicy.EXCHANGE, 95_000)
                                .pay(BitcoinPolicy.EXCHANGE, 50_000)
                                .bytes(),
                        false);
        };
    }

    private static KeyPolicy permitting() throws Exception {
        var text = PolicyText.FULL.replace(
                "decimals: 6 }", "decimals: 6, permit: { name: \"USD Coin\", version: \"2\" } }");
        return HostilePayload.key(text);
    }

    @Benchmark
    public Transaction decode() throws Refused {
        return decoder.decode(key, payload);
    }
}
