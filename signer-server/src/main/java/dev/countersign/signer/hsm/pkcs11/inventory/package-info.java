/// Proves what the tokens hold: reads them, and compares what is there with what the policy pins.
///
/// In: where the tokens are, and the keys that they should hold. Out: an [InventoryReport]. State: none; each token is
/// logged in to for the time of one reading. Failure: none; what cannot be read is part of the report.
@NullMarked
package dev.countersign.signer.hsm.pkcs11.inventory;

import org.jspecify.annotations.NullMarked;
