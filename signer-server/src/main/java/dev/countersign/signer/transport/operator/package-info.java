/// The operators' port: `countersign.v1.OperatorService` on a listener, under a CA, and with roles of its own.
///
/// In: bytes of strangers. Out: an operator's commands to [dev.countersign.signer.operations.Maintenance]; to the
/// operator the tokens' status or a refusal with one ErrorInfo. State: connections. Failure: as the clients' listener.
@NullMarked
package dev.countersign.signer.transport.operator;

import org.jspecify.annotations.NullMarked;
