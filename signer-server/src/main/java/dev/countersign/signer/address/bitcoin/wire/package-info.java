/// What Bitcoin's names are made of: bytes written as the network writes them, and the hashes over them.
///
/// In: fields, bytes. Out: bytes, hashes. State: none. Failure: none.
@NullMarked
package dev.countersign.signer.address.bitcoin.wire;

import org.jspecify.annotations.NullMarked;
