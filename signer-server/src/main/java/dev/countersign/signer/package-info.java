/// The composition root and its settings: the only place that wires the rooms.
///
/// In: the path of server.yaml. Out: a running server. State: none of its own. Failure: settings that are not wholly
/// understood stop the start, with file, line and field ([ConfigInvalid]).
@NullMarked
package dev.countersign.signer;

import org.jspecify.annotations.NullMarked;
