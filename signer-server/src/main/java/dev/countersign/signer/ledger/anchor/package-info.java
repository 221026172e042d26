/// What the ledger remembers of itself outside of its database.
@NullMarked
package dev.countersign.signer.ledger.anchor;

import org.jspecify.annotations.NullMarked;
