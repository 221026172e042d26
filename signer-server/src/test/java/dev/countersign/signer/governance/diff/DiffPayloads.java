package dev.countersign.signer.governance.diff;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.esaulpaugh.headlong.abi.Function;
import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.bundle.BitcoinPolicy;
import dev.countersign.signer.decode.TestTransactions;
import dev.countersign.signer.decode.bitcoin.psbt.SpendingPsbt;
import dev.countersign.signer.decode.ethereum.typed.TypedJson;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.SigningRequest.BitcoinPsbt;
import dev.countersign.signer.model.SigningRequest.EthereumMessage;
import dev.countersign.signer.model.SigningRequest.EthereumTransaction;
import dev.countersign.signer.model.SigningRequest.EthereumTypedData;
import dev.countersign.signer.model.SigningRequest.Payload;
import dev.countersign.signer.model.SigningRequest.RawDigest;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What the keys of policy/diff.yaml may be asked to sign: some of it allowed there, some of it nearly.
final class DiffPayloads {

    /// A payload and the key that is asked to sign it.
    record Asked(String name, KeyId key, Payload payload) {

        @Override
        public String toString() {
            return key + " " + name;
        }
    }

    /// A Wednesday, within the hours of most rules.
    static final Instant NOON = Instant.parse("2026-03-11T12:00:00Z");

    private static final String OWN = TypedJson.OWN;
    private static final String ONE = "0x" + "1".repeat(40);
    private static final String TWO = "0x" + "2".repeat(40);
    private static final String FOUR = "0x" + "4".repeat(40);
    private static final String POOL = "0x" + "50".repeat(20);
    private static final String DAI = "0x6b175474e89094c44da98b954eedeac495271d0f";
    private static final String SAFE = "0x111ceeee040739fd91d29c34c33e6b3e112f2177";
    private static final BigInteger COIN = BigInteger.TEN.pow(18);
    private static final long USDC = 1_000_000;

    private final List<Asked> asked = new ArrayList<>();

    static List<Asked> all() {
        var payloads = new DiffPayloads();
        payloads.coins();
        payloads.tokens();
        payloads.contracts();
        payloads.typedData();
        payloads.ofTheSafe();
        payloads.bitcoin();
        return List.copyOf(payloads.asked);
    }

    private void coins() {
        for (var to : List.of(ONE, TWO, FOUR, TypedJson.STRANGER)) {
            send("1 ETH to " + to, to, COIN, "");
        }
        send("6 ETH", ONE, COIN.multiply(BigInteger.valueOf(6)), "");
        for (var nonce = 4; nonce < 14; nonce++) {
            transaction("nonce " + nonce, TestTransactions.dynamicFee(nonce, 1, 30, ONE, COIN, ""));
        }
        for (var gwei : List.of(45, 80, 95, 195)) {
            transaction(gwei + " gwei", TestTransactions.dynamicFee(7, 1, gwei, ONE, COIN, ""));
        }
        send("cancel", OWN, BigInteger.ZERO, "");
    }

    private void tokens() {
        for (var token : List.of(TypedJson.USDC, TypedJson.WETH, DAI)) {
            call("transfer " + token, token, "transfer(address,uint256)", word(ONE), word(100 * USDC));
            call("approve " + token, token, "approve(address,uint256)", word(ONE), word(100 * USDC));
            call("revoke " + token, token, "approve(address,uint256)", word(FOUR), word(0));
        }
        call("transfer 550 USDC", TypedJson.USDC, "transfer(address,uint256)", word(TWO), word(550 * USDC));
        call("approve to 4", TypedJson.USDC, "approve(address,uint256)", word(FOUR), word(USDC));
        call("pull", TypedJson.USDC, "transferFrom(address,address,uint256)", word(FOUR), word(ONE), word(USDC));
        send("deposit", TypedJson.WETH, COIN, "0x" + Function.parse("deposit()").selectorHex());
        call("withdraw", TypedJson.WETH, "withdraw(uint256)", word(1000));
        for (var minutes : List.of(20, 50, 100)) {
            call(
                    "Permit2 for " + minutes,
                    "0x000000000022d473030f116ddee9f6b43ac78ba3",
                    "approve(address,address,uint160,uint48)",
                    word(TypedJson.USDC),
                    word(ONE),
                    word(USDC),
                    word(inMinutes(minutes)));
        }
    }

    private void contracts() {
        for (var account : List.of(OWN, ONE, TWO, FOUR)) {
            call("stake for " + account, POOL, "stake(uint256,address)", word(100 * USDC), word(account));
        }
        for (var kind = 1; kind < 5; kind++) {
            call("poke " + kind, POOL, "poke(uint8)", word(kind));
        }
        send("poke with value", POOL, COIN, "0x" + Function.parse("poke(uint8)").selectorHex() + word(1));
        var pull = calldata("transferFrom(address,address,uint256)", word(OWN), word(ONE), word(USDC));
        call(
                "multicall",
                "0xca11bde05977b3631167028862be2a173976ca11",
                "aggregate3((address,bool,bytes)[])",
                word(32)
                        + word(1)
                        + word(32)
                        + word(TypedJson.USDC)
                        + word(0)
                        + word(96)
                        + word(100)
                        + pull.substring(2)
                        + "0".repeat(56));
    }

    private void typedData() {
        for (var minutes : List.of(20, 50, 100)) {
            var deadline = inMinutes(minutes);
            typed("permit " + minutes, TypedJson.permit(deadline));
            typed("authorization " + minutes, TypedJson.authorization("TransferWithAuthorization", deadline));
            typed("Permit2 " + minutes, TypedJson.permitSingle(deadline, deadline));
            typed("withdrawal " + minutes, TypedJson.withdrawal(deadline));
        }
        typed("withdrawal to 4", TypedJson.withdrawal(inMinutes(5)).message("destination", FOUR));
        for (var source : List.of("a", "b", "c")) {
            typed("agent " + source, TypedJson.agent().message("source", source));
        }
        for (var text : List.of("Login", "Login to desk", "Vote yes", "Hello")) {
            add(text, "hot", new EthereumMessage(Bytes.of(text.getBytes(UTF_8))));
            add(text, "digests", new EthereumMessage(Bytes.of(text.getBytes(UTF_8))));
        }
        var digest = Bytes.fromHex("ab".repeat(32));
        add("digest", "hot", new RawDigest(digest));
        add("digest", "digests", new RawDigest(digest));
    }

    private void ofTheSafe() {
        for (var nonce = 4; nonce < 11; nonce++) {
            typed(
                    "Safe " + nonce,
                    TypedJson.safeTransaction(SAFE, ONE, COIN.toString(), 0, "").message("nonce", nonce));
        }
        typed("Safe, 6 ETH", TypedJson.safeTransaction(SAFE, ONE, "6000000000000000000", 0, ""));
        typed("Safe, cancel", TypedJson.safeTransaction(SAFE, SAFE, "0", 0, ""));
        typed("Safe, to 4", TypedJson.safeTransaction(SAFE, FOUR, "1", 0, ""));
        var inner = "00" + ONE.substring(2) + word(5) + word(0);
        for (var multiSend : List.of("0x9641d764fc13c8b624c04430c7356c1c7c8102e2", FOUR)) {
            var data = "0x8d80ff0a" + word(32) + word(inner.length() / 2) + inner + "0".repeat(192 - inner.length());
            typed("Safe, multiSend", TypedJson.safeTransaction(SAFE, multiSend, "0", 1, data));
        }
    }

    private void bitcoin() {
        var self = OutputScript.p2wpkh(BitcoinPolicy.KEY);
        var vault = OutputScript.p2wsh(BitcoinPolicy.VAULT.script());
        for (var fee : List.of(1_000L, 4_000L, 8_000L, 12_000L)) {
            psbt("pays " + fee, spend().pay(BitcoinPolicy.EXCHANGE, 150_000).pay(self, 50_000 - fee));
            psbt("change " + fee, spend().pay(BitcoinPolicy.EXCHANGE, 80_000).pay(BitcoinPolicy.CHANGE, 120_000 - fee));
            psbt("all change " + fee, spend().pay(BitcoinPolicy.CHANGE, 200_000 - fee));
            psbt("to the vault " + fee, spend().pay(vault, 200_000 - fee));
            psbt("to itself " + fee, spend().pay(self, 200_000 - fee));
            psbt(
                    "of the vault " + fee,
                    spend().p2wsh(BitcoinPolicy.VAULT, 3).pay(BitcoinPolicy.EXCHANGE, 300_000 - fee));
        }
        for (var height : List.of(500L, 1_500L)) {
            psbt("until " + height, spend().pay(BitcoinPolicy.EXCHANGE, 199_000).lockedUntil(height));
        }
    }

    private static SpendingPsbt spend() {
        return new SpendingPsbt().p2wpkh(BitcoinPolicy.KEY, 1).p2wpkh(BitcoinPolicy.KEY, 2);
    }

    private void psbt(String name, SpendingPsbt psbt) {
        add(name, "btc", new BitcoinPsbt(psbt.bytes(), false));
    }

    private void typed(String name, TypedJson json) {
        add(name, "hot", new EthereumTypedData(json.bytes()));
    }

    private void send(String name, String to, BigInteger value, String data) {
        transaction(name, TestTransactions.dynamicFee(7, 1, 30, to, value, data));
    }

    private void call(String name, String to, String function, String... words) {
        send(name, to, BigInteger.ZERO, calldata(function, words));
    }

    private void transaction(String name, Bytes payload) {
        add(name, "hot", new EthereumTransaction(payload));
    }

    private void add(String name, String key, Payload payload) {
        asked.add(new Asked(name, new KeyId(key), payload));
    }

    private static String calldata(String function, String... words) {
        return "0x" + Function.parse(function).selectorHex() + String.join("", words);
    }

    private static long inMinutes(long minutes) {
        return NOON.getEpochSecond() + minutes * 60;
    }

    private static String word(String address) {
        return "0".repeat(24) + address.substring(2);
    }

    private static String word(long number) {
        return "%064x".formatted(number);
    }
}
