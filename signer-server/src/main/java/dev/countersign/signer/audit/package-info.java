/// Proof for whoever reads the record afterwards: checkpoints signed by the hardware, and a verifier that believes
/// only the entries.
///
/// In: the journal's head and its entries. Out: C2SP signed notes; a report that names the first entry that does not
/// fit. State: none of its own. Failure: a checkpoint that cannot be signed is logged and tried again; it never stops
/// signing.
@NullMarked
package dev.countersign.signer.audit;

import org.jspecify.annotations.NullMarked;
