package dev.countersign.signer.model;

/// Why a request is refused. The order is the order of precedence: where several apply, the first is reported.
/// The names are the contract's (`countersign.v1.Reason`); docs/errors.md explains each.
public enum Reason {
    MALFORMED_REQUEST,
    CLIENT_UNKNOWN,
    KEY_NOT_GRANTED,
    REQUEST_ID_REUSED,
    REQUEST_UNKNOWN,
    TRANSACTION_UNDECODABLE,
    TRANSACTION_TYPE_REFUSED,
    CHAIN_MISMATCH,
    EXPECTATION_MISMATCH,
    CONTRACT_CREATION_REFUSED,
    CALL_NOT_UNDERSTOOD,
    VALUE_ON_TOKEN_CALL,
    ASSET_UNKNOWN,
    ZERO_AMOUNT,
    NO_RULE_ALLOWS,
    DESTINATION_NOT_ALLOWED,
    FEE_TOO_HIGH,
    LIMIT_EXCEEDED,
    NONCE_ALREADY_SIGNED,
    RATE_EXCEEDED,
    KEY_DISABLED,
    KEY_FROZEN,
    POLICY_CHANGED,
    HSM_UNAVAILABLE,
    LEDGER_UNAVAILABLE,
    OVERLOADED,
    DEADLINE_EXCEEDED,
    METHOD_UNKNOWN,
    INVARIANT_BROKEN,
    OPERATOR_UNKNOWN,
    ROLE_MISSING,
    TOKEN_UNKNOWN,
    LAST_TOKEN
}
