/// `countersign prices`: what a price desk does with its tables, on machines of its own.
@NullMarked
package dev.countersign.signer.cli.prices;

import org.jspecify.annotations.NullMarked;
