/// The test HSM: a throwaway SoftHSM2 token for each test, clones of it, a module before it that fails on
/// demand, and a loop in C that shows what it can do. Never part of a production image.
///
/// In: nothing, or a directory; rules for [FaultyModule]. Out: a [SoftHsmToken]: module, label,
/// environment, PIN file; counters; a [RawSign]. State: one SoftHSM library in this JVM, and files under
/// `java.io.tmpdir`. Failure: where SoftHSM or a C compiler is missing the build or the test fails and says
/// what to install; it never skips.
@NullMarked
package dev.countersign.softhsm;

import org.jspecify.annotations.NullMarked;
