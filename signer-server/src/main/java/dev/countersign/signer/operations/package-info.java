/// What the people who run the server see: metrics and health.
///
/// In: what the corridor tells of each request. Out: Prometheus text, readiness. State: counters. Failure: never a
/// request's; a metric that cannot be computed is absent.
@NullMarked
package dev.countersign.signer.operations;

import org.jspecify.annotations.NullMarked;
