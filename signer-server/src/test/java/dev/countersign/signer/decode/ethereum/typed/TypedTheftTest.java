package dev.countersign.signer.decode.ethereum.typed;

import static dev.countersign.signer.decode.ethereum.typed.TypedJson.STRANGER;
import static dev.countersign.signer.decode.ethereum.typed.TypedJson.USDC;
import static dev.countersign.signer.decode.ethereum.typed.TypedJson.VENUE;
import static dev.countersign.signer.decode.ethereum.typed.TypedJson.WETH;
import static dev.countersign.signer.model.Reason.ALLOWANCE_UNLIMITED;
import static dev.countersign.signer.model.Reason.ASSET_UNKNOWN;
import static dev.countersign.signer.model.Reason.CHAIN_MISMATCH;
import static dev.countersign.signer.model.Reason.TYPED_DATA_FIELD_REFUSED;
import static dev.countersign.signer.model.Reason.TYPED_DATA_NOT_REGISTERED;
import static dev.countersign.signer.model.Reason.ZERO_AMOUNT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.signer.bundle.TypedPolicy;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a thief would change in payloads that policy/typed.yaml allows, and how it is refused.
class TypedTheftTest {

    private static final long SOON = 1_800_000_000;
    private static final TypedJson PERMIT = TypedJson.permit(SOON);
    private static final TypedJson SENT = TypedJson.authorization("TransferWithAuthorization", SOON);
    private static final TypedJson SINGLE = TypedJson.permitSingle(SOON, SOON);
    private static final TypedJson WITHDRAWAL = TypedJson.withdrawal(SOON);

    /// A change and the reason of its refusal.
    record Theft(String what, TypedJson json, Reason reason) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Theft> domains() {
        var unregistered = TYPED_DATA_NOT_REGISTERED;
        return Stream.of(
                new Theft("another chain's domain", PERMIT.domain("chainId", 137), CHAIN_MISMATCH),
                new Theft("no chain at all", PERMIT.withoutDomain("chainId"), unregistered),
                new Theft("no contract", PERMIT.withoutDomain("verifyingContract"), unregistered),
                new Theft("no asset of ours", PERMIT.domain("verifyingContract", STRANGER), ASSET_UNKNOWN),
                new Theft("a token without a domain", PERMIT.domain("verifyingContract", WETH), unregistered),
                new Theft("another name", PERMIT.domain("name", "USD coin"), unregistered),
                new Theft("another version", PERMIT.domain("version", "1"), unregistered),
                new Theft("no version", PERMIT.withoutDomain("version"), unregistered),
                new Theft("a salt beside", PERMIT.domain("salt", "0x" + "00".repeat(32)), unregistered),
                new Theft("a Permit2 of one's own", SINGLE.domain("verifyingContract", STRANGER), unregistered),
                new Theft("another name of Permit2", SINGLE.domain("name", "Permit3"), unregistered),
                new Theft("Permit2 of another chain", SINGLE.domain("chainId", 10), CHAIN_MISMATCH),
                new Theft("another venue", TypedJson.agent().domain("name", "Exchange2"), unregistered),
                new Theft("a venue's other chain", TypedJson.agent().domain("chainId", 42161), CHAIN_MISMATCH));
    }

    static Stream<Theft> types() {
        return Stream.of(
                        "owner address, spender address, value uint160, nonce uint256, deadline uint256",
                        "spender address, owner address, value uint256, nonce uint256, deadline uint256",
                        "holder address, spender address, nonce uint256, expiry uint256, allowed bool",
                        "owner address, spender address, value uint256, nonce uint256, deadline uint256, more bool",
                        "owner address, spender address, value uint256, nonce uint256")
                .map(fields -> new Theft(fields, PERMIT.type("Permit", fields), TYPED_DATA_NOT_REGISTERED));
    }

    static Stream<Theft> tokens() {
        var twice = TypedJson.permitBatch(SOON, TypedJson.detail(USDC, "1", 0), TypedJson.detail(USDC, "1", 0));
        var all160 = SINGLE.message("details", TypedJson.detail(USDC, "0x" + "f".repeat(40), 0));
        var unknown = SINGLE.message("details", TypedJson.detail(STRANGER, "1", 0));
        var nothing = "{\"token\":\"" + USDC + "\",\"amount\":\"0\"}";
        return Stream.of(
                new Theft("a type too many", PERMIT.type("Other", "a address"), TYPED_DATA_NOT_REGISTERED),
                new Theft("another owner", PERMIT.message("owner", STRANGER), TYPED_DATA_FIELD_REFUSED),
                new Theft("all", PERMIT.message("value", "0x" + "f".repeat(64)), ALLOWANCE_UNLIMITED),
                new Theft("nearly all", PERMIT.message("value", "0x8" + "0".repeat(63)), ALLOWANCE_UNLIMITED),
                new Theft("all of 96 bits", PERMIT.message("value", "0x" + "f".repeat(24)), ALLOWANCE_UNLIMITED),
                new Theft(
                        "what no supply reaches", PERMIT.message("value", "0x1" + "0".repeat(32)), ALLOWANCE_UNLIMITED),
                new Theft("all of Permit2", all160, ALLOWANCE_UNLIMITED),
                new Theft("another payer", SENT.message("from", STRANGER), TYPED_DATA_FIELD_REFUSED),
                new Theft("nothing sent", SENT.message("value", 0), ZERO_AMOUNT),
                new Theft("over before it begins", SENT.message("validAfter", SOON), TYPED_DATA_FIELD_REFUSED),
                new Theft("Permit2 of an unknown token", unknown, ASSET_UNKNOWN),
                new Theft("a token twice", twice, TYPED_DATA_FIELD_REFUSED),
                new Theft("an empty batch", TypedJson.permitBatch(SOON), TYPED_DATA_FIELD_REFUSED),
                new Theft(
                        "nothing permitted",
                        TypedJson.permitTransferFrom(SOON).message("permitted", nothing),
                        ZERO_AMOUNT));
    }

    static Stream<Theft> definitions() {
        var refused = TYPED_DATA_FIELD_REFUSED;
        var order = TypedJson.order();
        var other = "{\"owner\":\"" + STRANGER + "\",\"payee\":\"" + VENUE + "\"}";
        return Stream.of(
                new Theft("testnet's agent", TypedJson.agent().message("source", "b"), refused),
                new Theft("to a stranger", WITHDRAWAL.message("destination", STRANGER), refused),
                new Theft("to no address", WITHDRAWAL.message("destination", "venue"), refused),
                new Theft("a finer amount", WITHDRAWAL.message("amount", "0.0000001"), refused),
                new Theft("an exponent", WITHDRAWAL.message("amount", "1e3"), refused),
                new Theft("a sign", WITHDRAWAL.message("amount", "-1"), refused),
                new Theft("leading zeros", WITHDRAWAL.message("amount", "01"), refused),
                new Theft("nothing", WITHDRAWAL.message("amount", "0.0"), ZERO_AMOUNT),
                new Theft("a constant that is not listed", order.message("kind", 2), refused),
                new Theft("another maker", order.message("maker", other), refused),
                new Theft("all", order.message("amount", "0x" + "f".repeat(32)), ALLOWANCE_UNLIMITED));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"domains", "types", "tokens", "definitions"})
    void refuses(Theft theft) {
        var refused = catchThrowableOfType(
                Refused.class,
                () -> new TypedDataDecoder()
                        .decode(TypedPolicy.hot(), theft.json().bytes()));

        assertThat(refused).as("refusal").isNotNull();
        assertThat(refused.reason()).isEqualTo(theft.reason());
        assertThat(refused.refusal().metadata()).containsKey("rule");
    }
}
