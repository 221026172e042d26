package dev.countersign.signer.audit.backtest;

import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.policy.Approved;

/// What a policy says of a recorded request, its window limits apart.
sealed interface Ruling {

    /// Whatever the record leaves open.
    record Allowed(Approved approved) implements Ruling {}

    /// @param refusal the first reason
    record Refused(Refusal refusal) implements Ruling {}

    record Open(Unjudged why) implements Ruling {}
}
