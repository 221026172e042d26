package dev.countersign.signer.model;

import java.util.Comparator;
import java.util.List;

/// The corridor's one checked exception: this request is not signed, and here is why. Carries no stack trace: it is
/// an answer, not an accident.
public class Refused extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<Refusal> refusals;

    /// @param refusals at least one, in any order
    public Refused(List<Refusal> refusals) {
        super(first(refusals).reason() + ": " + first(refusals).message(), null, false, false);
        this.refusals =
                refusals.stream().sorted(Comparator.comparing(Refusal::reason)).toList();
    }

    public Refused(Refusal refusal) {
        this(List.of(refusal));
    }

    public Refused(Reason reason, String message) {
        this(Refusal.of(reason, message));
    }

    /// Every reason that applies, in order of precedence.
    public List<Refusal> refusals() {
        return refusals;
    }

    /// The refusal that is reported: the first in precedence.
    public Refusal refusal() {
        return refusals.getFirst();
    }

    public Reason reason() {
        return refusal().reason();
    }

    private static Refusal first(List<Refusal> refusals) {
        return refusals.stream()
                .min(Comparator.comparing(Refusal::reason))
                .orElseThrow(() -> new IllegalArgumentException("a refusal has a reason"));
    }
}
