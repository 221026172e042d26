/// What assets are worth, as far as enough price signers of the policy say so.
///
/// In: a price table, its signatures, the policy's [dev.countersign.signer.bundle.Reference]. Out:
/// [EndorsedPrices], which the ledger may take in, and [Prices], by which it values charges. State: none; time is an
/// argument. Failure: refuses with PRICES_REFUSED, in words.
@NullMarked
package dev.countersign.signer.governance.prices;

import org.jspecify.annotations.NullMarked;
