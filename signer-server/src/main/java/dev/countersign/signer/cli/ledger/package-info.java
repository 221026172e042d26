/// `countersign ledger`: what is done with the ledger where it lies.
@NullMarked
package dev.countersign.signer.cli.ledger;

import org.jspecify.annotations.NullMarked;
