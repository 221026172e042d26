/// Hostile bytes for every parser. A target is a class `…Fuzz` with `fuzzerTestOneInput(byte[])`, in the list of
/// [FuzzTargets]; whatever it throws is a finding. [EveryFuzz] is all of them. Inputs worth keeping lie in
/// `src/test/fuzz/TARGET`, one a file.
@NullMarked
package dev.countersign.signer.fuzz;

import org.jspecify.annotations.NullMarked;
