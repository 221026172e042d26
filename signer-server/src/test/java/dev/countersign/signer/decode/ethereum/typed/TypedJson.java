package dev.countersign.signer.decode.ethereum.typed;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.model.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// The JSON of typed data as a wallet would write it, to be changed as a thief would.
///
/// @param types by name, each as JSON
/// @param domain by field, each as JSON
/// @param message by field, each as JSON
public record TypedJson(
        Map<String, String> types, String primaryType, Map<String, String> domain, Map<String, String> message) {

    public static final String USDC = "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48";
    public static final String WETH = "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2";

    /// The account of private key 1.
    public static final String OWN = "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf";

    public static final String ROUTER = "0x1111111111111111111111111111111111111111";
    public static final String VENUE = "0x2222222222222222222222222222222222222222";
    public static final String STRANGER = "0x9999999999999999999999999999999999999999";

    private static final String PERMIT2 = "0x000000000022D473030F116dDEE9F6B43aC78BA3";
    private static final String ZERO = "0x" + "0".repeat(40);

    /// A permit (EIP-2612) of 250 USDC for [#ROUTER], until `deadline`.
    public static TypedJson permit(long deadline) {
        return new TypedJson(
                Map.of(
                        "Permit",
                        fields("owner address, spender address, value uint256, nonce uint256, deadline uint256")),
                "Permit",
                domain("name", "USD Coin", "version", "2", "chainId", 1, "verifyingContract", USDC),
                values("owner", OWN, "spender", ROUTER, "value", "250000000", "nonce", "7", "deadline", "" + deadline));
    }

    /// A transfer (EIP-3009) of 250 USDC to [#ROUTER], until `deadline`.
    public static TypedJson authorization(String primaryType, long deadline) {
        return new TypedJson(
                Map.of(
                        primaryType,
                        fields("from address, to address, value uint256, validAfter uint256, validBefore uint256,"
                                + " nonce bytes32")),
                primaryType,
                permit(deadline).domain(),
                values(
                        "from",
                        OWN,
                        "to",
                        ROUTER,
                        "value",
                        "250000000",
                        "validAfter",
                        0,
                        "validBefore",
                        "" + deadline,
                        "nonce",
                        "0x" + "ab".repeat(32)));
    }

    /// An allowance of Permit2, of 250 USDC for [#ROUTER].
    public static TypedJson permitSingle(long expiration, long deadline) {
        return new TypedJson(
                Map.of(
                        "PermitSingle",
                        fields("details PermitDetails, spender address, sigDeadline uint256"),
                        "PermitDetails",
                        fields("token address, amount uint160, expiration uint48, nonce uint48")),
                "PermitSingle",
                permit2(),
                with(
                        values("spender", ROUTER, "sigDeadline", "" + deadline),
                        "details",
                        detail(USDC, "250000000", expiration)));
    }

    /// Allowances of Permit2, each as [#detail] writes it, for [#ROUTER].
    public static TypedJson permitBatch(long deadline, String... details) {
        var single = permitSingle(deadline, deadline);
        var types = new LinkedHashMap<>(single.types());
        types.remove("PermitSingle");
        types.put("PermitBatch", fields("details PermitDetails[], spender address, sigDeadline uint256"));
        return new TypedJson(
                types,
                "PermitBatch",
                permit2(),
                with(single.message(), "details", "[" + String.join(",", details) + "]"));
    }

    /// What Permit2 may take once, 250 USDC, for [#ROUTER].
    public static TypedJson permitTransferFrom(long deadline) {
        return new TypedJson(
                Map.of(
                        "PermitTransferFrom",
                        fields("permitted TokenPermissions, spender address, nonce uint256, deadline uint256"),
                        "TokenPermissions",
                        fields("token address, amount uint256")),
                "PermitTransferFrom",
                permit2(),
                with(
                        values("spender", ROUTER, "nonce", "9", "deadline", "" + deadline),
                        "permitted",
                        object(values("token", USDC, "amount", "250000000"))));
    }

    /// `PermitDetails` with nonce 3.
    public static String detail(String token, String amount, long expiration) {
        return object(values("token", token, "amount", amount, "expiration", expiration, "nonce", 3));
    }

    /// A Safe's transaction with its nonce 7.
    ///
    /// @param data `0x` and hex; empty for none
    public static TypedJson safeTransaction(String safe, String to, String value, int operation, String data) {
        return new TypedJson(
                Map.of(
                        "SafeTx",
                        fields(
                                "to address, value uint256, data bytes, operation uint8, safeTxGas uint256, baseGas uint256,"
                                        + " gasPrice uint256, gasToken address, refundReceiver address, nonce uint256")),
                "SafeTx",
                domain("chainId", 1, "verifyingContract", safe),
                values(
                        "to",
                        to,
                        "value",
                        value,
                        "data",
                        data.isEmpty() ? "0x" : data,
                        "operation",
                        operation,
                        "safeTxGas",
                        "0",
                        "baseGas",
                        "0",
                        "gasPrice",
                        "0",
                        "gasToken",
                        ZERO,
                        "refundReceiver",
                        ZERO,
                        "nonce",
                        "7"));
    }

    /// The `venue-agent` of policy/typed.yaml.
    public static TypedJson agent() {
        return new TypedJson(
                Map.of("Agent", fields("source string, connectionId bytes32")),
                "Agent",
                domain("name", "Exchange", "version", "1", "chainId", 1337, "verifyingContract", ZERO),
                values("source", "a", "connectionId", "0x" + "cd".repeat(32)));
    }

    /// The `venue-withdrawal` of policy/typed.yaml: 12.5 USDC to [#VENUE].
    public static TypedJson withdrawal(long deadline) {
        return new TypedJson(
                Map.of("Venue:Withdraw", fields("network string, destination string, amount string, time uint64")),
                "Venue:Withdraw",
                domain("name", "Venue", "version", "1", "chainId", "0xa4b1", "verifyingContract", ZERO),
                values("network", "Mainnet", "destination", VENUE, "amount", "12.5", "time", deadline));
    }

    /// The `order` of policy/typed.yaml.
    public static TypedJson order() {
        return new TypedJson(
                Map.of(
                        "Order",
                        fields("maker Party, amount uint128, kind uint8, tags string[]"),
                        "Party",
                        fields("owner address, payee address")),
                "Order",
                domain("name", "Book", "chainId", 1, "verifyingContract", "0x3333333333333333333333333333333333333333"),
                with(
                        with(
                                values("amount", "1000", "kind", 1),
                                "maker",
                                object(values("owner", OWN, "payee", VENUE))),
                        "tags",
                        "[\"fast\"]"));
    }

    /// With another value of a field; a value that begins with a quote, bracket or brace is taken as JSON.
    public TypedJson message(String field, Object value) {
        return new TypedJson(types, primaryType, domain, with(message, field, json(value)));
    }

    public TypedJson domain(String field, Object value) {
        return new TypedJson(types, primaryType, with(domain, field, json(value)), message);
    }

    public TypedJson withoutDomain(String field) {
        var fewer = new LinkedHashMap<>(domain);
        fewer.remove(field);
        return new TypedJson(types, primaryType, fewer, message);
    }

    /// With another type, its fields written `name type, name type`.
    public TypedJson type(String name, String fields) {
        return new TypedJson(with(types, name, fields(fields)), primaryType, domain, message);
    }

    public Bytes bytes() {
        return Bytes.of(text().getBytes(UTF_8));
    }

    public String text() {
        var all = new LinkedHashMap<String, String>();
        all.put("EIP712Domain", domainType());
        all.putAll(types);
        return "{\"types\":%s,\"primaryType\":\"%s\",\"domain\":%s,\"message\":%s}"
                .formatted(object(all), primaryType, object(domain), object(message));
    }

    private String domainType() {
        return domain.keySet().stream()
                .map(name -> name
                        + switch (name) {
                            case "chainId" -> " uint256";
                            case "verifyingContract" -> " address";
                            case "salt" -> " bytes32";
                            default -> " string";
                        })
                .collect(Collectors.collectingAndThen(Collectors.joining(", "), TypedJson::fields));
    }

    private static Map<String, String> permit2() {
        return domain("name", "Permit2", "chainId", 1, "verifyingContract", PERMIT2);
    }

    private static Map<String, String> domain(Object... namesAndValues) {
        return values(namesAndValues);
    }

    private static Map<String, String> values(Object... namesAndValues) {
        var values = new LinkedHashMap<String, String>();
        for (var i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i].toString(), json(namesAndValues[i + 1]));
        }
        return values;
    }

    private static Map<String, String> with(Map<String, String> values, String name, String json) {
        var more = new LinkedHashMap<>(values);
        more.put(name, json);
        return more;
    }

    private static String json(Object value) {
        return value instanceof String text && !text.matches("(?s)[\"\\[{].*") ? "\"" + text + "\"" : value.toString();
    }

    private static String fields(String written) {
        return java.util.Arrays.stream(written.split(", "))
                .map(field -> field.split(" "))
                .map(field -> "{\"name\":\"%s\",\"type\":\"%s\"}".formatted(field[0], field[1]))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String object(Map<String, String> values) {
        return values.entrySet().stream()
                .map(value -> "\"" + value.getKey() + "\":" + value.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }
}
