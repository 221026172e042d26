/// Typed data (EIP-712) as a policy registers it: exact types, the pinned domain, what its fields may hold.
///
/// In: what policy.yaml says. Out: a [TypeSet] and a [TypedDefinition], complete and immutable, for `decode` to hold
/// payloads against. State: none. Failure: [IllegalArgumentException] for types and values that EIP-712 does not have.
@NullMarked
package dev.countersign.signer.bundle.typed;

import org.jspecify.annotations.NullMarked;
