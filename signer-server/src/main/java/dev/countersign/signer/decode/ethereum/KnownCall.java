package dev.countersign.signer.decode.ethereum;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.countersign.signer.model.Bytes;
import java.util.Arrays;
import java.util.Optional;

/// Calls that are recognised to be refused in their own words. Nothing here is allowed; only the words
/// differ.
enum KnownCall {
    APPROVE("approve(address,uint256)", "lets another account spend the key's tokens"),
    INCREASE_ALLOWANCE("increaseAllowance(address,uint256)", "lets another account spend more of the key's tokens"),
    DECREASE_ALLOWANCE("decreaseAllowance(address,uint256)", "changes what another account may spend"),
    SET_APPROVAL_FOR_ALL("setApprovalForAll(address,bool)", "gives another account every token of a collection"),
    TRANSFER_FROM("transferFrom(address,address,uint256)", "moves tokens out of an account that it names itself"),
    SAFE_TRANSFER_FROM("safeTransferFrom(address,address,uint256)", "moves a token out of an account that it names"),
    TRANSFER_AND_CALL("transferAndCall(address,uint256,bytes)", "moves tokens and then runs the receiver's code"),
    PERMIT(
            "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)",
            "lets another account spend an owner's tokens (EIP-2612)"),
    TRANSFER_WITH_AUTHORIZATION(
            "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)",
            "moves tokens on another's signature (EIP-3009)"),
    PERMIT2_APPROVE("approve(address,address,uint160,uint48)", "lets another account spend through Permit2"),
    MULTICALL("multicall(bytes[])", "hides further calls within it"),
    MULTICALL_UNTIL("multicall(uint256,bytes[])", "hides further calls within it"),
    AGGREGATE("aggregate((address,bytes)[])", "hides further calls within it"),
    UNIVERSAL_ROUTER_EXECUTE("execute(bytes,bytes[],uint256)", "hides further commands within it"),
    SAFE_EXEC_TRANSACTION(
            "execTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,bytes)",
            "runs another call, possibly as a delegatecall");

    private final String signature;
    private final String effect;
    private final String selector;

    KnownCall(String signature, String effect) {
        this.signature = signature;
        this.effect = effect;
        this.selector = selectorOf(signature).hex();
    }

    /// The first four bytes of the Keccak-256 of a function's signature (Contract ABI §Function Selector).
    static Bytes selectorOf(String signature) {
        return Keccak256.of(Bytes.of(signature.getBytes(US_ASCII))).bytes().slice(0, 4);
    }

    static Optional<KnownCall> of(Bytes selector) {
        return Arrays.stream(values())
                .filter(call -> call.selector.equals(selector.hex()))
                .findFirst();
    }

    /// For example `approve(address,uint256), which lets another account spend the key's tokens`.
    String words() {
        return signature + ", which " + effect;
    }
}
