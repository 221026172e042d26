package dev.countersign.signer.decode;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;

/// The words for bytes that are no valid unsigned transaction: what is wrong, and where.
public final class Undecodable {

    private Undecodable() {}

    /// A fault of the payload as a whole.
    public static Refused because(String words) {
        return new Refused(Reason.TRANSACTION_UNDECODABLE, words);
    }

    /// A fault of one field.
    ///
    /// @param field its name, or its path within the payload
    /// @param offset of the field, in bytes from the start of the payload
    public static Refused at(String field, int offset, String words) {
        return because("%s (byte %d of the payload) %s".formatted(field, offset, words));
    }

    /// The last line: whatever the reader let pass, only bytes that we would have written ourselves are signed.
    public static void unlessSame(Bytes payload, Bytes ours) throws Refused {
        if (!ours.equals(payload)) {
            throw because("the payload is not in canonical form: its %d bytes differ from our encoding of %d"
                    .formatted(payload.size(), ours.size()));
        }
    }
}
