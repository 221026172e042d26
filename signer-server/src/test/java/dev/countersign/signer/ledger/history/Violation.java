package dev.countersign.signer.ledger.history;

import java.util.List;

/// Why a history is not linearizable.
///
/// @param window the calls that it takes to see it
public record Violation(String what, List<String> window) {

    public Violation {
        window = List.copyOf(window);
    }

    @Override
    public String toString() {
        return what + "\n  " + String.join("\n  ", window);
    }
}
