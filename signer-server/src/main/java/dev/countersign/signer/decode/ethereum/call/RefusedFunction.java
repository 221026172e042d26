package dev.countersign.signer.decode.ethereum.call;

import com.esaulpaugh.headlong.abi.Function;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.util.Arrays;
import java.util.Optional;

/// Functions that are recognised to be refused in their own words, on any contract, whatever the policy names: what
/// they do cannot be accounted for.
enum RefusedFunction {
    TRANSFER_AND_CALL(
            "transferAndCall(address,uint256,bytes)",
            DecodingRule.NO_RECEIVER_CODE,
            "moves tokens and then runs the receiver's code"),
    PERMIT(
            "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)",
            DecodingRule.KNOWN_CALL,
            "lets another account spend an owner's tokens (EIP-2612)"),
    TRANSFER_WITH_AUTHORIZATION(
            "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)",
            DecodingRule.KNOWN_CALL,
            "moves tokens on another's signature (EIP-3009)"),
    MULTICALL("multicall(bytes[])", DecodingRule.NO_HIDDEN_CALLS, "hides further calls within it"),
    MULTICALL_UNTIL("multicall(uint256,bytes[])", DecodingRule.NO_HIDDEN_CALLS, "hides further calls within it"),
    AGGREGATE("aggregate((address,bytes)[])", DecodingRule.NO_HIDDEN_CALLS, "hides further calls within it"),
    TRY_AGGREGATE(
            "tryAggregate(bool,(address,bytes)[])", DecodingRule.NO_HIDDEN_CALLS, "hides further calls within it"),
    AGGREGATE3(
            "aggregate3((address,bool,bytes)[])",
            DecodingRule.NO_HIDDEN_CALLS,
            "hides further calls within it; the policy names the multicall contracts whose calls are read"),
    AGGREGATE3_VALUE(
            "aggregate3Value((address,bool,uint256,bytes)[])",
            DecodingRule.NO_HIDDEN_CALLS,
            "hides further calls, and what they pay, within it"),
    UNIVERSAL_ROUTER_EXECUTE(
            "execute(bytes,bytes[],uint256)", DecodingRule.NO_HIDDEN_CALLS, "hides further commands within it"),
    SAFE_MULTI_SEND("multiSend(bytes)", DecodingRule.NO_DELEGATECALL, "runs further calls, possibly as delegatecalls"),
    SAFE_EXEC_TRANSACTION(
            "execTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,bytes)",
            DecodingRule.NO_DELEGATECALL,
            "runs another call, possibly as a delegatecall"),
    SAFE_EXEC_FROM_MODULE(
            "execTransactionFromModule(address,uint256,bytes,uint8)",
            DecodingRule.NO_DELEGATECALL,
            "runs another call, possibly as a delegatecall"),
    SAFE_APPROVE_HASH(
            "approveHash(bytes32)",
            DecodingRule.NO_HASH_APPROVED,
            "approves a Safe's transaction by its hash, which nobody can read; sign the transaction itself"),
    PROXY_EXECUTE("execute(address,bytes)", DecodingRule.NO_DELEGATECALL, "runs another contract's code as its own");

    private final String signature;
    private final DecodingRule rule;
    private final String effect;
    private final String selector;

    RefusedFunction(String signature, DecodingRule rule, String effect) {
        this.signature = signature;
        this.rule = rule;
        this.effect = effect;
        this.selector = Bytes.of(Function.parse(signature).selector()).hex();
    }

    static Optional<RefusedFunction> of(Bytes selector) {
        return Arrays.stream(values())
                .filter(function -> function.selector.equals(selector.hex()))
                .findFirst();
    }

    Refused refused() {
        return rule.broken("data calls 0x%s, %s, which %s".formatted(selector, signature, effect));
    }
}
