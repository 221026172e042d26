package dev.countersign.signer.decode;

import dev.countersign.signer.decode.ethereum.PlainText;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import java.util.Locale;

/// A rule of strict decoding, and the one reason that a payload is refused with which breaks it. docs/decode.md tells
/// of each what it is against and where it comes from. Every refusal of decoding is made here, so that each names its
/// rule in its metadata, and none repeats a stranger's text without bound or with characters that are not seen.
///
/// Metadata: `rule`; and, where they are known, `field`, the path of what broke it, and `offset`, its first byte from
/// the start of the payload, decimal.
public enum DecodingRule {
    PAYLOAD_TEXT(Reason.MALFORMED_REQUEST),
    PAYLOAD_BOUNDED(Reason.TRANSACTION_UNDECODABLE),
    CANONICAL_BYTES(Reason.TRANSACTION_UNDECODABLE),
    NO_TRAILING_BYTES(Reason.TRANSACTION_UNDECODABLE),
    EXACT_LENGTH(Reason.TRANSACTION_UNDECODABLE),
    UNSIGNED_FORM(Reason.TRANSACTION_UNDECODABLE),
    CHAIN_PINNED(Reason.CHAIN_MISMATCH),
    PURPOSE_PINNED(Reason.BLIND_SIGNING_REFUSED),
    EXPECTATION_MET(Reason.EXPECTATION_MISMATCH),
    SOMETHING_MOVES(Reason.ZERO_AMOUNT),

    CANONICAL_RLP(Reason.TRANSACTION_UNDECODABLE),
    EXACT_FIELDS(Reason.TRANSACTION_UNDECODABLE),
    INTEGER_RANGE(Reason.TRANSACTION_UNDECODABLE),
    MINABLE(Reason.TRANSACTION_UNDECODABLE),
    ACCESS_LIST_BOUNDED(Reason.TRANSACTION_UNDECODABLE),
    KNOWN_TRANSACTION_TYPE(Reason.TRANSACTION_TYPE_REFUSED),
    REPLAY_PROTECTED(Reason.TRANSACTION_TYPE_REFUSED),
    NO_DELEGATION(Reason.TRANSACTION_TYPE_REFUSED),
    NO_CONTRACT_CREATION(Reason.CONTRACT_CREATION_REFUSED),

    KNOWN_CALL(Reason.CALL_NOT_UNDERSTOOD),
    CANONICAL_CALLDATA(Reason.CALLDATA_MALFORMED),
    NO_HIDDEN_CALLS(Reason.NESTED_CALL_REFUSED),
    NO_DELEGATECALL(Reason.DELEGATECALL_REFUSED),
    NO_RECEIVER_CODE(Reason.CALL_NOT_UNDERSTOOD),
    OWN_SENDER(Reason.CALL_NOT_UNDERSTOOD),
    NO_HASH_APPROVED(Reason.BLIND_SIGNING_REFUSED),
    NO_SAFE_REFUND(Reason.SAFE_REFUND_REFUSED),
    NO_SAFE_SELF_CALL(Reason.SAFE_SELF_CALL_REFUSED),
    NO_APPROVAL_FOR_ALL(Reason.APPROVAL_FOR_ALL_REFUSED),
    ALLOWANCE_BOUNDED(Reason.ALLOWANCE_UNLIMITED),
    PINNED_ARGUMENTS(Reason.CALL_ARGUMENT_NOT_ALLOWED),
    NO_STRAY_VALUE(Reason.VALUE_ON_TOKEN_CALL),
    ASSET_BY_CONTRACT(Reason.ASSET_UNKNOWN),

    STRICT_JSON(Reason.TRANSACTION_UNDECODABLE),
    TYPED_DATA_FORM(Reason.TRANSACTION_UNDECODABLE),
    TYPED_VALUES(Reason.TRANSACTION_UNDECODABLE),
    REGISTERED_TYPES(Reason.TYPED_DATA_NOT_REGISTERED),
    PINNED_DOMAIN(Reason.TYPED_DATA_NOT_REGISTERED),
    OWN_ACCOUNT_GIVES(Reason.TYPED_DATA_FIELD_REFUSED),
    ALLOWED_TYPED_FIELDS(Reason.TYPED_DATA_FIELD_REFUSED),
    READABLE_MESSAGE(Reason.MESSAGE_REFUSED),
    NO_HASH_LIKE_MESSAGE(Reason.MESSAGE_REFUSED),
    MESSAGE_PREFIX(Reason.MESSAGE_REFUSED),

    NO_OVERRUN(Reason.TRANSACTION_UNDECODABLE),
    MINIMAL_COMPACT_SIZE(Reason.TRANSACTION_UNDECODABLE),
    MONEY_RANGE(Reason.TRANSACTION_UNDECODABLE),
    DISTINCT_OUTPOINTS(Reason.TRANSACTION_UNDECODABLE),
    STANDARD_TRANSACTION(Reason.TRANSACTION_UNDECODABLE),
    LEGACY_HASHING_BOUNDED(Reason.TRANSACTION_UNDECODABLE),
    PSBT_VERSION(Reason.TRANSACTION_UNDECODABLE),
    KNOWN_PSBT_FIELDS(Reason.TRANSACTION_UNDECODABLE),
    UNIQUE_PSBT_KEYS(Reason.TRANSACTION_UNDECODABLE),
    PSBT_FIELD_FORM(Reason.TRANSACTION_UNDECODABLE),
    PSBT_COMPLETE(Reason.TRANSACTION_UNDECODABLE),
    ONE_LOCK_TIME(Reason.TRANSACTION_UNDECODABLE),
    OUTPOINT_AMOUNT_PROVEN(Reason.TRANSACTION_UNDECODABLE),
    CLAIM_MATCHES_PROOF(Reason.TRANSACTION_UNDECODABLE),
    SCRIPT_HASH_MATCHES(Reason.TRANSACTION_UNDECODABLE),
    SIGHASH_ALL_ONLY(Reason.TRANSACTION_UNDECODABLE),
    STRICT_SIGNATURE(Reason.TRANSACTION_UNDECODABLE),
    SIGNER_OF_INPUT(Reason.TRANSACTION_UNDECODABLE),
    FEE_NOT_NEGATIVE(Reason.TRANSACTION_UNDECODABLE),
    OWN_INPUTS(Reason.INPUT_REFUSED),
    ADDRESSED_OUTPUTS(Reason.OUTPUT_REFUSED),
    NOT_LOCKED(Reason.LOCK_TIME_REFUSED);

    /// The keys of a refusal's metadata.
    public static final String RULE = "rule";

    public static final String FIELD = "field";
    public static final String OFFSET = "offset";

    /// The longest message and the longest path, in code points.
    static final int MAX_MESSAGE = 500;

    static final int MAX_FIELD = 120;

    private final Reason reason;

    DecodingRule(Reason reason) {
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /// The name that documents and metadata use, such as `canonical-rlp`.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// That the payload breaks this rule as a whole.
    ///
    /// @param words what is wrong, and what to do
    public Refusal refusal(String words) {
        return Refusal.of(reason, PlainText.shown(words, MAX_MESSAGE)).with(RULE, word());
    }

    /// That one field breaks this rule.
    ///
    /// @param field its path, which the message begins with
    /// @param words what the message says of it
    public Refusal refusal(String field, String words) {
        return of(field, field + " " + words);
    }

    public Refused broken(String words) {
        return new Refused(refusal(words));
    }

    public Refused broken(String field, String words) {
        return new Refused(refusal(field, words));
    }

    /// The same for a field whose place is known.
    ///
    /// @param field its path; empty for the payload itself
    /// @param offset of its first byte, from the start of the payload
    public Refused broken(String field, int offset, String words) {
        var place = "byte " + offset + " of the payload";
        var subject = field.isEmpty() ? place : field + " (" + place + ")";
        return new Refused(of(field, subject + " " + words).with(OFFSET, Integer.toString(offset)));
    }

    private Refusal of(String field, String words) {
        var refusal = refusal(words);
        return field.isEmpty() ? refusal : refusal.with(FIELD, PlainText.shown(field, MAX_FIELD));
    }
}
