/// A throwaway SoftHSM2 token for each test. Never part of a production image.
///
/// In: nothing, or a directory. Out: a [SoftHsmToken]: module, label, environment, PIN file. State: one SoftHSM
/// library in this JVM, and files under `java.io.tmpdir`. Failure: where SoftHSM is missing the test fails and says
/// which line installs it; it never skips.
@NullMarked
package dev.countersign.softhsm;

import org.jspecify.annotations.NullMarked;
