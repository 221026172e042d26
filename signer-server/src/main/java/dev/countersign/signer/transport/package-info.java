/// The network's edge: TLS, gRPC, and the translation between the contract and the model.
///
/// In: bytes of strangers. Out: model values to the corridor; to clients only a
/// [dev.countersign.signer.ledger.Settled] or a status with one ErrorInfo. State: connections and places. Failure:
/// every status that is not OK carries exactly one ErrorInfo.
@NullMarked
package dev.countersign.signer.transport;

import org.jspecify.annotations.NullMarked;
