package dev.countersign.signer.policy;

/// What one rule said of a transaction, for people.
///
/// @param explanation the first condition that did not hold, or what it allowed
public record RuleOutcome(String ruleId, boolean matched, String explanation) {}
