/// Checks what came back for a PSBT.
///
/// In: the request and its answer. Out: a [dev.countersign.client.bitcoin.GenuineSpend]. State: none. Failure:
/// [dev.countersign.client.genuine.AnswerNotGenuine].
///
/// What the bytes mean is read here a second time, and none of the service's code is shared: what one side reads wrong
/// the other is to notice.
@NullMarked
package dev.countersign.client.bitcoin;

import org.jspecify.annotations.NullMarked;
