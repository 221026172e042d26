package dev.countersign.signer.decode.ethereum.codec;

import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;

/// Tells the kinds of payload apart by their first byte and the number of their fields (EIP-2718).
final class Envelope {

    private static final int SIGNATURE_FIELDS = 3;

    /// The lists that nodes exchange: body, blobs, commitments, proofs; since EIP-7594 with a version.
    private static final int WITH_BLOBS = 4;

    private static final int WITH_CELLS = 5;

    private Envelope() {}

    /// The unsigned transaction that `payload` is, its fields each within their own range.
    ///
    /// @throws Refused TRANSACTION_TYPE_REFUSED or TRANSACTION_UNDECODABLE
    static UnsignedTransaction open(Bytes payload) throws Refused {
        if (payload.size() == 0) {
            throw DecodingRule.PAYLOAD_BOUNDED.broken(
                    "the payload is empty; send the bytes of an unsigned transaction");
        }
        if (payload.size() > Bounds.MAX_PAYLOAD_BYTES) {
            throw DecodingRule.PAYLOAD_BOUNDED.broken("the payload has %d bytes; a transaction has at most %d"
                    .formatted(payload.size(), Bounds.MAX_PAYLOAD_BYTES));
        }
        var first = payload.at(0);
        return switch (first) {
            case AccessListTransaction.TYPE ->
                AccessListTransaction.read(
                        typed(payload, "type 1 transaction (EIP-2930)", AccessListTransaction.FIELDS));
            case DynamicFeeTransaction.TYPE ->
                DynamicFeeTransaction.read(
                        typed(payload, "type 2 transaction (EIP-1559)", DynamicFeeTransaction.FIELDS));
            case BlobTransaction.TYPE -> BlobTransaction.read(blob(payload));
            case 4 ->
                throw refusedType(
                        DecodingRule.NO_DELEGATION,
                        "a transaction of type 4 (EIP-7702) hands the account to a contract and is never signed");
            case 5 ->
                throw refusedType(
                        DecodingRule.NO_DELEGATION,
                        "0x05 begins an EIP-7702 authorization, which hands the account to a contract, on every"
                                + " chain if its chain id is 0; it is never signed");
            default -> {
                if (first < 0x80) {
                    throw refusedType(
                            DecodingRule.KNOWN_TRANSACTION_TYPE,
                            "transaction type 0x%02x is not known here".formatted(first));
                }
                yield legacy(payload);
            }
        };
    }

    private static FieldReader typed(Bytes payload, String kind, int expected) throws Refused {
        var fields = FieldReader.ofPayload(payload, 1);
        if (fields.size() == expected + SIGNATURE_FIELDS) {
            throw DecodingRule.UNSIGNED_FORM.broken(
                    "the %s is already signed: it has %d fields; send the %d before the signature"
                            .formatted(kind, fields.size(), expected));
        }
        requireSize(fields, kind, expected);
        return fields;
    }

    private static FieldReader blob(Bytes payload) throws Refused {
        var items = FieldReader.ofPayload(payload, 1).size();
        if (items == WITH_BLOBS || items == WITH_CELLS) {
            throw DecodingRule.UNSIGNED_FORM.broken(
                    "the type 3 transaction comes with its blobs, which are not hashed; send"
                            + " 0x03 and the list of its " + BlobTransaction.FIELDS + " fields alone (EIP-4844)");
        }
        return typed(payload, "type 3 transaction (EIP-4844)", BlobTransaction.FIELDS);
    }

    private static LegacyTransaction legacy(Bytes payload) throws Refused {
        if (payload.at(0) < 0xc0) {
            throw DecodingRule.CANONICAL_RLP.broken(
                    "the payload is an RLP byte string; a typed transaction is sent as its type byte and"
                            + " its list, not wrapped in a string");
        }
        var fields = FieldReader.ofPayload(payload, 0);
        if (fields.size() == LegacyTransaction.UNPROTECTED_FIELDS) {
            throw refusedType(
                    DecodingRule.REPLAY_PROTECTED,
                    "a legacy transaction without a chain id could be replayed on every chain; add chain_id, 0,"
                            + " 0 (EIP-155) or use type 2");
        }
        requireSize(fields, "legacy transaction (EIP-155)", LegacyTransaction.FIELDS);
        return LegacyTransaction.read(fields);
    }

    private static void requireSize(FieldReader fields, String kind, int expected) throws Refused {
        if (fields.size() != expected) {
            throw DecodingRule.EXACT_FIELDS.broken(
                    "an unsigned %s has %d fields, and the payload has %d".formatted(kind, expected, fields.size()));
        }
    }

    private static Refused refusedType(DecodingRule rule, String words) {
        return rule.broken(words + "; legacy (EIP-155) and the types 1, 2 and 3 are signed");
    }
}
