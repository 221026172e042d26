/// Shows an inventory of the tokens, as a table for people and as JSON for programs.
///
/// In: an [dev.countersign.signer.hsm.pkcs11.inventory.InventoryReport]. Out: text. State: none. Failure: none.
@NullMarked
package dev.countersign.signer.cli.inventory;

import org.jspecify.annotations.NullMarked;
