package dev.countersign.signer.policy;

/// What one rule said of a transaction, for people.
///
/// @param matched it allows, or denies, at least some of it
/// @param explanation the first condition that did not hold, or what it allowed or denied
public record RuleOutcome(String ruleId, boolean matched, String explanation) {}
