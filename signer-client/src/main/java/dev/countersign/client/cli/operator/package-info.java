/// The commands of those who run Countersign.
@NullMarked
package dev.countersign.client.cli.operator;

import org.jspecify.annotations.NullMarked;
