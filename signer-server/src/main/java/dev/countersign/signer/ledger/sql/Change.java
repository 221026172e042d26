package dev.countersign.signer.ledger.sql;

/// A statement that changes rows of a table. Immutable.
public record Change(String table, String sql) {}
