package dev.countersign.signer.model;

/// Requests that must not delay each other. A key belongs to one lane.
public enum Lane {
    /// Few, and each of them moves money out.
    WITHDRAWALS,
    /// Many, and each of them late is worthless.
    ORDERS
}
