/// What a payload does, read from its bytes: strictly decoded, canonically encoded again, compared byte for byte.
///
/// In: a [dev.countersign.signer.bundle.Grant] and the request. Out: a [Transaction]: movements, fee bound, slots and
/// the digests of our own encoding. State: none. Failure: [dev.countersign.signer.model.Refused]; what is not
/// understood to the last byte is refused, each kind with its own reason. One strict codec for each chain family in
/// the rooms below.
@NullMarked
package dev.countersign.signer.decode;

import org.jspecify.annotations.NullMarked;
