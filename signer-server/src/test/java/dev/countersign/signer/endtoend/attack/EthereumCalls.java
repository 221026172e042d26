package dev.countersign.signer.endtoend.attack;

import dev.countersign.signer.model.Bytes;
import java.lang.reflect.InvocationTargetException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Bool;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.DynamicStruct;
import org.web3j.abi.datatypes.Function;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;

/// Contract calls written as text and encoded by web3j, which shares no code with ours.
///
/// A call is `0x…` as it stands, or a signature and its arguments: `approve(address,uint256) ROUTER 2^96-1`. Arguments
/// are names of [#NAMES], numbers, `true`, `false`, hex, and lists `[1,2]`. `batch: USDC transfer(…) …; …` is a
/// Multicall3 `aggregate3` of calls, each after its contract. `multisend: USDC transfer(…) …; EXCHANGE + 5; …` is a
/// Safe's `multiSend` of calls, each after its contract and what it is sent.
public final class EthereumCalls {

    /// Who is who in the tables of attacks.
    static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("OWN", "0x9d8a62f656a8d1615c1294fd71e9cfb3e4855a4f"),
            Map.entry("EXCHANGE", "0x3535353535353535353535353535353535353535"),
            Map.entry("ROUTER", "0x7070707070707070707070707070707070707070"),
            Map.entry("POOL", "0x5050505050505050505050505050505050505050"),
            Map.entry("VAULT", "0x6060606060606060606060606060606060606060"),
            Map.entry("THIEF", "0x6666666666666666666666666666666666666666"),
            Map.entry("NOBODY", "0x0000000000000000000000000000000000000000"),
            Map.entry("USDC", "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48"),
            Map.entry("WETH", "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2"),
            Map.entry("APES", "0xbc4ca0eda7647a8ab7c2061c2e118a18a936f13d"),
            Map.entry("ITEMS", "0x495f947276749ce646f68ac8c248420045cb7b5e"),
            Map.entry("MULTICALL3", "0xca11bde05977b3631167028862be2a173976ca11"),
            Map.entry("SAFE", "0x8080808080808080808080808080808080808080"),
            Map.entry("MULTISEND", "0x9641d764fc13c8b624c04430c7356c1c7c8102e2"),
            Map.entry("PERMIT2", "0x000000000022d473030f116ddee9f6b43ac78ba3"));

    private EthereumCalls() {}

    /// The address of a name; anything else as it stands.
    public static String address(String name) {
        return NAMES.getOrDefault(name, name);
    }

    /// The calldata of a written call, `0x` and hex.
    public static String data(String written) {
        if (written.startsWith("batch: ")) {
            return batch(written.substring("batch: ".length()).split("; ", -1));
        }
        if (written.startsWith("multisend: ")) {
            return multiSend(written.substring("multisend: ".length()).split("; ", -1));
        }
        return written.isEmpty() || written.startsWith("0x") ? written : plain(written);
    }

    /// An unsigned mainnet transaction of type 2 with nonce 7.
    ///
    /// @param to a name or an address, and `+` with wei
    public static Bytes transaction(String to, String data) {
        return transaction(1, to, data);
    }

    static Bytes transaction(long chain, String to, String data) {
        var parts = to.split(" \\+ ", 2);
        return Bytes.of(TransactionEncoder.encode(RawTransaction.createTransaction(
                chain,
                BigInteger.valueOf(7),
                BigInteger.valueOf(2_000_000),
                address(parts[0]),
                parts.length > 1 ? new BigInteger(parts[1]) : BigInteger.ZERO,
                data,
                BigInteger.ONE,
                BigInteger.valueOf(1_000_000_000))));
    }

    private static String batch(String... calls) {
        var leaves = Arrays.stream(calls)
                .map(call -> call.split(" ", 2))
                .map(call -> new DynamicStruct(
                        new Address(address(call[0])),
                        new Bool(false),
                        new DynamicBytes(
                                Bytes.fromHex(data(call[1]).substring(2)).toByteArray())))
                .toList();
        return FunctionEncoder.encode(
                new Function("aggregate3", List.of(new DynamicArray<>(DynamicStruct.class, leaves)), List.of()));
    }

    private static String multiSend(String... calls) {
        var packed = Arrays.stream(calls).map(EthereumCalls::packed).collect(Collectors.joining());
        return multiSend(packed);
    }

    /// A `multiSend` of what is packed already.
    static String multiSend(String hex) {
        return FunctionEncoder.encode(new Function(
                "multiSend", List.of(new DynamicBytes(Bytes.fromHex(hex).toByteArray())), List.of()));
    }

    /// A call of a `multiSend`, hex.
    static String packed(String call) {
        var words = call.split(" ", -1);
        var paid = words.length > 2 && words[1].equals("+");
        var value = paid ? new BigInteger(words[2]) : BigInteger.ZERO;
        var data = data(String.join(" ", Arrays.copyOfRange(words, paid ? 3 : 1, words.length)))
                .replaceFirst("^0x", "");
        return "00" + address(words[0]).substring(2)
                + "%064x%064x".formatted(value, BigInteger.valueOf(data.length() / 2)) + data;
    }

    private static String plain(String written) {
        var words = written.split(" ", -1);
        var open = words[0].indexOf('(');
        var types = words[0].substring(open + 1, words[0].length() - 1);
        try {
            return FunctionEncoder.encode(FunctionEncoder.makeFunction(
                    words[0].substring(0, open),
                    types.isEmpty() ? List.of() : List.of(types.split(",", -1)),
                    Arrays.stream(words).skip(1).map(EthereumCalls::argument).toList(),
                    List.of()));
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new IllegalArgumentException(written, e);
        }
    }

    private static Object argument(String word) {
        if (word.startsWith("[")) {
            var items = word.substring(1, word.length() - 1);
            return items.isEmpty()
                    ? List.of()
                    : Arrays.stream(items.split(",", -1))
                            .map(EthereumCalls::argument)
                            .toList();
        }
        if (NAMES.containsKey(word)) {
            return address(word);
        }
        if (word.equals("true") || word.equals("false")) {
            return Boolean.valueOf(word);
        }
        return word.startsWith("0x") ? Bytes.fromHex(word.substring(2)).toByteArray() : number(word);
    }

    private static BigInteger number(String word) {
        if (word.startsWith("2^")) {
            var bits = Integer.parseInt(word.substring(2, word.indexOf('-')));
            return BigInteger.TWO.pow(bits).subtract(BigInteger.ONE);
        }
        return word.startsWith("NOW+")
                ? BigInteger.valueOf(Firm.NOW.getEpochSecond()).add(new BigInteger(word.substring(4)))
                : new BigInteger(word);
    }
}
