package dev.countersign.signer.audit;

import dev.countersign.signer.journal.JournalEntry.PricesAccepted;
import dev.countersign.signer.journal.JournalEntry.Reserved;
import dev.countersign.signer.ledger.prices.StoredPrices;
import dev.countersign.signer.model.Worth;
import dev.countersign.signer.policy.Charge;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which price table the entries read so far took in. Versions rise; and what was charged by a table is worth what the
/// newest one then says, rounded up, to the last unit.
final class PriceHistory {

    private final Problems problems;
    private final Map<Long, PricesAccepted> accepted = new LinkedHashMap<>();
    private Optional<PricesAccepted> newest = Optional.empty();

    PriceHistory(Problems problems) {
        this.problems = problems;
    }

    void accepted(long index, PricesAccepted entry) {
        if (newest.filter(before -> before.version() >= entry.version()).isPresent()) {
            problems.at(index, "version of the price table does not rise");
        }
        if (entry.signers().isEmpty()) {
            problems.at(index, "a price table was accepted that nobody signed");
        }
        newest = Optional.of(entry);
        accepted.put(entry.version(), entry);
    }

    /// A reservation, whose charges were valued by the newest table or by none.
    void reserved(long index, Reserved entry) {
        var version = entry.pricesVersion();
        if (version.isPresent() && !version.equals(newest.map(PricesAccepted::version))) {
            problems.at(index, "prices_version is not that of the newest price table");
            return;
        }
        var table = version.isPresent() ? newest : Optional.<PricesAccepted>empty();
        for (var charge : entry.charges()) {
            if (!charge.worth().equals(table.flatMap(known -> worth(known, charge)))) {
                problems.at(index, "worth of a charge is not what the price table gives");
            }
        }
    }

    private static Optional<Worth> worth(PricesAccepted table, Charge charge) {
        return Optional.ofNullable(table.prices().get(charge.amount().asset()))
                .map(price -> price.of(charge.amount().units(), table.currency()));
    }

    /// Holds what is stored against the entries.
    void check(List<StoredPrices> stored) {
        var missing = new LinkedHashMap<>(accepted);
        for (var table : stored) {
            var entry = missing.remove(table.version());
            if (entry == null
                    || !entry.digest().equals(table.digest())
                    || !entry.at().equals(table.takenIn())
                    || !entry.signers().equals(table.signers())) {
                problems.general(
                        "price table version " + table.version() + " is stored, but the entries do not give it so");
            }
        }
        missing.keySet()
                .forEach(version ->
                        problems.general("price table version " + version + " was accepted, but it is not stored"));
    }
}
