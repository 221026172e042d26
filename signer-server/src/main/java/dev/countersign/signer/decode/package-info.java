/// What a payload does, read from its bytes: strictly decoded, canonically encoded again, compared byte for byte.
///
/// In: a [dev.countersign.signer.bundle.Grant] and the request. Out: a [Transaction]: effects, fee bound, slots, the
/// digests of our own encoding, and what is not understood, each with its own reason: the policy denies that. State:
/// none. Failure: [dev.countersign.signer.model.Refused], for bytes that are not canonical to the last, or of another
/// chain. One strict codec for each chain family in the rooms below.
@NullMarked
package dev.countersign.signer.decode;

import org.jspecify.annotations.NullMarked;
