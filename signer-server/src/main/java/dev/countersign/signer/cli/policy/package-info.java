/// `countersign policy`: what officers do with policies, on machines of their own.
@NullMarked
package dev.countersign.signer.cli.policy;

import org.jspecify.annotations.NullMarked;
