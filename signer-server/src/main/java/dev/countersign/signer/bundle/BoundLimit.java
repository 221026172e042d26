package dev.countersign.signer.bundle;

import dev.countersign.signer.model.Payers;
import java.util.Optional;

/// A limit, and who is bound by it.
///
/// @param payers whose charges count on it together; empty for those of the whole deployment
public record BoundLimit(Limit limit, Optional<Payers> payers) {}
