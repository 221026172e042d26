package dev.countersign.signer.ledger.window;

import java.util.Map;
import java.util.Set;

/// Families of which others inserted or settled a version.
///
/// @param families as they lie in the tables, by the row of their first request
/// @param settled the requests among them that were settled since
public record Touched(Map<Long, Family> families, Set<Long> settled) {

    public Touched {
        families = Map.copyOf(families);
        settled = Set.copyOf(settled);
    }
}
