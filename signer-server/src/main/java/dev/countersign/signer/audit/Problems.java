package dev.countersign.signer.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Collects what does not fit.
final class Problems {

    private final List<Report.Problem> found = new ArrayList<>();

    void at(long index, String what) {
        add(new Report.Problem(Optional.of(index), what));
    }

    /// What has to be looked at before everything that was found so far.
    void above(String what) {
        found.addFirst(new Report.Problem(Optional.empty(), what));
    }

    void general(String what) {
        add(new Report.Problem(Optional.empty(), what));
    }

    /// A problem unless `stored` is what the entries say.
    void compare(long index, String field, Object stored, Object entriesSay) {
        if (!Objects.equals(stored, entriesSay)) {
            at(index, field + " is stored as " + stored + ", but the entries say " + entriesSay);
        }
    }

    List<Report.Problem> found() {
        return found;
    }

    private void add(Report.Problem problem) {
        if (found.size() < Report.MOST_PROBLEMS) {
            found.add(problem);
        }
    }
}
