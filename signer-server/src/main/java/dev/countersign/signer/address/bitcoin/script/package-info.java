/// Scripts: what an output asks of its spender, multisig, and the signatures that go into them.
///
/// In: script bytes. Out: one of the standard forms, byte for byte, or the statement that it is none of
/// them. State: none. Failure: no bytes fail to be a script; what must have a form and has it not is an
/// empty answer, or an [IllegalArgumentException] that says why.
@NullMarked
package dev.countersign.signer.address.bitcoin.script;

import org.jspecify.annotations.NullMarked;
