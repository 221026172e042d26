/// What every listener shares: mTLS, bounds, health, who the peer is, and refusals as statuses.
///
/// In: a service and whom it admits. Out: calls with an authenticated peer; to the peer an answer or a status with
/// one ErrorInfo. State: connections. Failure: a defect of ours leaves as an incident id.
@NullMarked
package dev.countersign.signer.transport.grpc;

import org.jspecify.annotations.NullMarked;
