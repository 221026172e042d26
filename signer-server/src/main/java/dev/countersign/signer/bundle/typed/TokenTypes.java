package dev.countersign.signer.bundle.typed;

import java.util.List;
import java.util.Map;

/// The typed data that is understood without a definition in the policy: it moves tokens, or is a transaction of a
/// Safe.
public final class TokenTypes {

    /// Uniswap's Permit2, in lower case: the same on every chain, since it is derived from the code (CREATE2).
    public static final String PERMIT2_CONTRACT = "0x000000000022d473030f116ddee9f6b43ac78ba3";

    /// EIP-2612 §Specification.
    public static final TypeSet PERMIT = TypeSet.of(
            "Permit",
            "owner",
            "address",
            "spender",
            "address",
            "value",
            "uint256",
            "nonce",
            "uint256",
            "deadline",
            "uint256");

    /// EIP-3009 §Specification.
    public static final TypeSet TRANSFER_WITH_AUTHORIZATION = authorization("TransferWithAuthorization");

    /// EIP-3009 §Specification; only the payee can use it.
    public static final TypeSet RECEIVE_WITH_AUTHORIZATION = authorization("ReceiveWithAuthorization");

    private static final List<TypedField> PERMIT_DETAILS =
            TypeSet.fields("token", "address", "amount", "uint160", "expiration", "uint48", "nonce", "uint48");

    /// Permit2, `PermitHash.sol` §_PERMIT_SINGLE_TYPEHASH.
    public static final TypeSet PERMIT_SINGLE = new TypeSet(
            "PermitSingle",
            Map.of(
                    "PermitSingle",
                    TypeSet.fields("details", "PermitDetails", "spender", "address", "sigDeadline", "uint256"),
                    "PermitDetails",
                    PERMIT_DETAILS));

    /// Permit2, `PermitHash.sol` §_PERMIT_BATCH_TYPEHASH.
    public static final TypeSet PERMIT_BATCH = new TypeSet(
            "PermitBatch",
            Map.of(
                    "PermitBatch",
                    TypeSet.fields("details", "PermitDetails[]", "spender", "address", "sigDeadline", "uint256"),
                    "PermitDetails",
                    PERMIT_DETAILS));

    /// Permit2, `PermitHash.sol` §_PERMIT_TRANSFER_FROM_TYPEHASH.
    public static final TypeSet PERMIT_TRANSFER_FROM = new TypeSet(
            "PermitTransferFrom",
            Map.of(
                    "PermitTransferFrom",
                    TypeSet.fields(
                            "permitted",
                            "TokenPermissions",
                            "spender",
                            "address",
                            "nonce",
                            "uint256",
                            "deadline",
                            "uint256"),
                    "TokenPermissions",
                    TypeSet.fields("token", "address", "amount", "uint256")));

    /// Safe, `Safe.sol` §SAFE_TX_TYPEHASH, since version 1.0.0.
    public static final TypeSet SAFE_TX = TypeSet.of(
            "SafeTx",
            "to",
            "address",
            "value",
            "uint256",
            "data",
            "bytes",
            "operation",
            "uint8",
            "safeTxGas",
            "uint256",
            "baseGas",
            "uint256",
            "gasPrice",
            "uint256",
            "gasToken",
            "address",
            "refundReceiver",
            "address",
            "nonce",
            "uint256");

    private static final List<TypeSet> ALL = List.of(
            PERMIT,
            TRANSFER_WITH_AUTHORIZATION,
            RECEIVE_WITH_AUTHORIZATION,
            PERMIT_SINGLE,
            PERMIT_BATCH,
            PERMIT_TRANSFER_FROM,
            SAFE_TX);

    private TokenTypes() {}

    /// True if `types` are among these: a policy cannot give them another meaning.
    public static boolean contains(TypeSet types) {
        return ALL.contains(types);
    }

    private static TypeSet authorization(String name) {
        return TypeSet.of(
                name,
                "from",
                "address",
                "to",
                "address",
                "value",
                "uint256",
                "validAfter",
                "uint256",
                "validBefore",
                "uint256",
                "nonce",
                "bytes32");
    }
}
