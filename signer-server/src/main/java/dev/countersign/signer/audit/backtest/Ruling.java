package dev.countersign.signer.audit.backtest;

import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.policy.Approved;

/// What a policy says of a recorded request, its window limits apart.
sealed interface Ruling {

    /// Rules, fees and limits of one transaction allow it, whatever the record leaves open.
    record Allowed(Approved approved) implements Ruling {}

    /// It would not be signed, whatever the record leaves open.
    ///
    /// @param refusal the first reason
    record Refused(Refusal refusal) implements Ruling {}

    /// The record does not tell enough.
    record Open(Unjudged why) implements Ruling {}
}
