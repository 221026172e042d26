/// The Java client of Countersign: asks a signing service over mutual TLS, and tells apart what an answer
/// can mean.
///
/// In: [dev.countersign.client.ClientSettings] and the contract's own request messages. Out: the contract's
/// answers, or one of the sealed failures of [dev.countersign.client.CallFailed]. State: one connection,
/// and the TLS files' last good content. Failure: every failure is a [dev.countersign.client.CallFailed];
/// only what leaves a repetition safe and useful is retried, always with the same request id.
///
/// Building and checking Ethereum transactions is in [dev.countersign.client.ethereum], checking what came back for a
/// PSBT in [dev.countersign.client.bitcoin].
@NullMarked
package dev.countersign.client;

import org.jspecify.annotations.NullMarked;
