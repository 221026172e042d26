/// Tree heads as signed notes.
@NullMarked
package dev.countersign.signer.audit.checkpoint;

import org.jspecify.annotations.NullMarked;
