/// Addresses: how people write output scripts.
///
/// In: a network and an address, or a script. Out: the other one. State: none. Failure: an
/// [IllegalArgumentException] that says what is wrong with the address. Addresses are for people: what is
/// compared is the script.
@NullMarked
package dev.countersign.signer.address.bitcoin;

import org.jspecify.annotations.NullMarked;
