/// Reads the two configuration files strictly: every value knows its file, line, column and field path.
///
/// In: bytes. Out: nodes to be taken apart field by field. State: none. Failure: an unknown field, a duplicate key,
/// an alias, a tag, a wrong type is a problem with its place and what was expected; all problems of a file are
/// collected and reported together.
@NullMarked
package dev.countersign.signer.yaml;

import org.jspecify.annotations.NullMarked;
