/// What officers order, written and signed on machines of their own.
@NullMarked
package dev.countersign.signer.cli.order;

import org.jspecify.annotations.NullMarked;
