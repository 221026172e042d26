/// Conditions of rules, in CEL (Common Expression Language): the only room that knows the library (`dev.cel`).
///
/// In: the text of a `when`, and what its names stand for ([Literals]). Out: a [When], type-checked and compiled, that
/// answers [Facts] with a [Verdict]. State: none. Failure: [ConditionInvalid] with the place in the text. A condition
/// that cannot be answered says so, and the rule then denies.
///
/// The language is what [Environment] declares and nothing else: no strings to build, no floating point, no macros and
/// so no loops, no dynamic types. What it takes to answer is bounded by the length of the text.
@NullMarked
package dev.countersign.signer.bundle.condition;

import org.jspecify.annotations.NullMarked;
