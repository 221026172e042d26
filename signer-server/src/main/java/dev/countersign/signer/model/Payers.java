package dev.countersign.signer.model;

import java.util.Collection;
import java.util.Set;

/// Payers whose charges count together. Hashed once: it is looked up for every signature, however many they are.
public final class Payers {

    private final Set<Payer> members;
    private final int hash;

    private Payers(Set<Payer> members) {
        this.members = members;
        this.hash = members.hashCode();
    }

    /// Those in `members`, each once.
    ///
    /// @throws IllegalArgumentException if there is none: nothing would ever count
    public static Payers of(Collection<Payer> members) {
        if (members.isEmpty()) {
            throw new IllegalArgumentException("no payer");
        }
        return new Payers(Set.copyOf(members));
    }

    /// One alone.
    public static Payers of(Payer only) {
        return new Payers(Set.of(only));
    }

    public boolean contains(Payer payer) {
        return members.contains(payer);
    }

    /// At least one, in no order.
    public Set<Payer> members() {
        return members;
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof Payers payers && hash == payers.hash && members.equals(payers.members));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return members.toString();
    }
}
