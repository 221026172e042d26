package dev.countersign.signer.governance.diff;

import dev.countersign.signer.bundle.Limit;
import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Currency;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The limits of one payer, compared as the ledger counts them: by what they count, never by their
/// names. Every limit must hold, so that one more allows nothing; and one that is gone allows nothing
/// where another bounds the same.
final class LimitDiff {

    static final Comparison<Limit.PerTransaction> PER_TRANSACTION = Comparison.ofRecord(Limit.PerTransaction.class);
    static final Comparison<Limit.PerWindow> PER_WINDOW = Comparison.ofRecord(Limit.PerWindow.class);
    static final Comparison<Limit.WorthPerTransaction> WORTH_PER_TRANSACTION =
            Comparison.ofRecord(Limit.WorthPerTransaction.class);
    static final Comparison<Limit.WorthPerWindow> WORTH_PER_WINDOW = Comparison.ofRecord(Limit.WorthPerWindow.class);
    static final Comparison<Limit.Count> COUNT = Comparison.ofRecord(Limit.Count.class);

    static final Comparison<Limit.Outstanding> OUTSTANDING = Comparison.ofRecord(Limit.Outstanding.class);
    static final Comparison<Limit.OutstandingCount> OUTSTANDING_COUNT =
            Comparison.ofRecord(Limit.OutstandingCount.class);

    /// The ledger's windows free late, by at most 1/128 of their length. Only one that is longer by more
    /// has, for certain, all that the shorter one still counts; the rest is room to spare.
    private static final long PART_OF_LENGTH = 64;

    private static final String USABLE = " in signatures that can still be used";

    /// What a limit counts: all of it but its name and how much.
    private record Counted(
            Class<?> kind, Optional<Asset> asset, Optional<Currency> currency, Map<String, Object> rest) {

        static Counted of(Limit limit) {
            return new Counted(
                    limit.getClass(),
                    limit.ofAsset(),
                    LimitDiff.currency(limit),
                    components(limit, "id", "max", "most"));
        }
    }

    private final Place payer;

    private LimitDiff(Place payer) {
        this.payer = payer;
    }

    /// @param payer the place of the key, or of the Safe
    /// @param movable the assets that can be charged to it under the proposed policy
    static List<Change> changes(Place payer, List<Limit> active, List<Limit> proposed, Set<Asset> movable) {
        return new LimitDiff(payer).changes(strictest(active), strictest(proposed), movable);
    }

    private List<Change> changes(Map<Counted, Limit> active, Map<Counted, Limit> proposed, Set<Asset> movable) {
        var changes = new ArrayList<Change>();
        active.forEach((counted, before) -> {
            var after = Optional.ofNullable(proposed.get(counted));
            changes.addAll(
                    after.isPresent()
                            ? ofMax(before, after.get())
                            : List.of(gone(before, proposed.values().stream().toList(), movable)));
        });
        proposed.forEach((counted, limit) -> {
            if (!active.containsKey(counted)) {
                changes.add(place(limit).less(name(limit) + " is new: it allows " + bound(payer.now(), limit)));
            }
        });
        return changes;
    }

    private List<Change> ofMax(Limit before, Limit after) {
        var change = most(after).compareTo(most(before));
        var words =
                name(after) + " allows " + bound(payer.now(), after) + " (was " + howMuch(payer.was(), before) + ")";
        return change == 0
                ? List.of()
                : List.of(change > 0 ? place(after).more(words) : place(after).less(words));
    }

    private Change gone(Limit limit, List<Limit> proposed, Set<Asset> movable) {
        var words = name(limit) + " is gone: it allowed " + bound(payer.was(), limit);
        if (limit.ofAsset().isPresent() && !movable.contains(limit.ofAsset().get())) {
            return place(limit).less(words + ", and no rule moves it now");
        }
        var stricter = proposed.stream().filter(other -> implies(other, limit)).findFirst();
        return stricter.isPresent()
                ? place(limit)
                        .less(words + "; " + name(stricter.get()) + " allows " + bound(payer.now(), stricter.get()))
                : place(limit).more(words);
    }

    /// True if whatever `strict` allows, `limit` is proven to allow.
    private static boolean implies(Limit strict, Limit limit) {
        return strict.getClass().equals(limit.getClass())
                && length(strict).isPresent()
                && strict.ofAsset().equals(limit.ofAsset())
                && currency(strict).equals(currency(limit))
                && most(strict).compareTo(most(limit)) <= 0
                && isWider(strict.scope(), limit.scope())
                && isLonger(length(strict).orElseThrow(), length(limit).orElseThrow())
                && components(strict, "id", "max", "scope", "length")
                        .equals(components(limit, "id", "max", "scope", "length"));
    }

    /// Over how long an amount is counted; nothing of what is outstanding, which all counts as long. A
    /// count is proven by nothing but a lower one of the same.
    private static Optional<Duration> length(Limit limit) {
        return switch (limit) {
            case Limit.PerWindow window -> Optional.of(window.length());
            case Limit.WorthPerWindow window -> Optional.of(window.length());
            case Limit.Outstanding _ -> Optional.of(Duration.ZERO);
            case Limit.PerTransaction _, Limit.WorthPerTransaction _, Limit.Count _, Limit.OutstandingCount _ ->
                Optional.empty();
        };
    }

    private static Optional<Currency> currency(Limit limit) {
        return switch (limit) {
            case Limit.WorthPerTransaction each -> Optional.of(each.max().currency());
            case Limit.WorthPerWindow window -> Optional.of(window.max().currency());
            case Limit.PerTransaction _,
                    Limit.PerWindow _,
                    Limit.Count _,
                    Limit.Outstanding _,
                    Limit.OutstandingCount _ -> Optional.empty();
        };
    }

    /// True if `wide` counts every charge that `narrow` counts.
    private static boolean isWider(Scope wide, Scope narrow) {
        return wide == narrow
                || (narrow == Scope.CLIENT
                        && Set.of(Scope.KEY, Scope.SAFE, Scope.CLIENT_ALL).contains(wide))
                || (narrow == Scope.DESTINATION && Set.of(Scope.KEY, Scope.SAFE).contains(wide))
                || (narrow == Scope.FEES && wide == Scope.KEY);
    }

    private static boolean isLonger(Duration longer, Duration shorter) {
        return longer.equals(shorter) || longer.compareTo(shorter.plus(shorter.dividedBy(PART_OF_LENGTH))) >= 0;
    }

    /// Of limits that count the same, only the lowest bounds anything.
    private static Map<Counted, Limit> strictest(List<Limit> limits) {
        var strictest = new LinkedHashMap<Counted, Limit>();
        for (var limit : limits) {
            strictest.merge(
                    Counted.of(limit), limit, (one, other) -> most(one).compareTo(most(other)) <= 0 ? one : other);
        }
        return strictest;
    }

    private static Map<String, Object> components(Limit limit, String... but) {
        return new HashMap<>(
                switch (limit) {
                    case Limit.PerTransaction perTransaction -> PER_TRANSACTION.values(perTransaction, but);
                    case Limit.PerWindow perWindow -> PER_WINDOW.values(perWindow, but);
                    case Limit.WorthPerTransaction each -> WORTH_PER_TRANSACTION.values(each, but);
                    case Limit.WorthPerWindow window -> WORTH_PER_WINDOW.values(window, but);
                    case Limit.Count count -> COUNT.values(count, but);
                    case Limit.Outstanding outstanding -> OUTSTANDING.values(outstanding, but);
                    case Limit.OutstandingCount count -> OUTSTANDING_COUNT.values(count, but);
                });
    }

    private static BigInteger most(Limit limit) {
        return switch (limit) {
            case Limit.PerTransaction perTransaction -> perTransaction.max().units();
            case Limit.PerWindow perWindow -> perWindow.max().units();
            case Limit.WorthPerTransaction each -> each.max().units();
            case Limit.WorthPerWindow window -> window.max().units();
            case Limit.Count count -> BigInteger.valueOf(count.most());
            case Limit.Outstanding outstanding -> outstanding.max().units();
            case Limit.OutstandingCount count -> BigInteger.valueOf(count.most());
        };
    }

    private static String howMuch(Wording wording, Limit limit) {
        return switch (limit) {
            case Limit.PerTransaction perTransaction -> wording.coins(perTransaction.max());
            case Limit.PerWindow perWindow -> wording.coins(perWindow.max());
            case Limit.WorthPerTransaction each -> Wording.worth(each.max());
            case Limit.WorthPerWindow window -> Wording.worth(window.max());
            case Limit.Count count -> Long.toString(count.most());
            case Limit.Outstanding outstanding -> wording.coins(outstanding.max());
            case Limit.OutstandingCount count -> Long.toString(count.most());
        };
    }

    private Place place(Limit limit) {
        return payer.at(limit.scope() == Scope.FEES ? "fees" : "limits");
    }

    private static String name(Limit limit) {
        return limit.scope() == Scope.FEES ? "the window of fees" : limit.id();
    }

    private static String bound(Wording wording, Limit limit) {
        return switch (limit) {
            case Limit.PerTransaction each -> wording.amount(each.max()) + " in a transaction" + of(each.scope());
            case Limit.PerWindow window ->
                wording.amount(window.max()) + " in any " + Limit.words(window.length()) + of(window.scope());
            case Limit.WorthPerTransaction each -> Wording.worth(each.max()) + " in a transaction" + of(each.scope());
            case Limit.WorthPerWindow window ->
                Wording.worth(window.max()) + " in any " + Limit.words(window.length()) + of(window.scope());
            case Limit.Count count ->
                count.most() + " signatures in any " + Limit.words(count.length()) + of(count.scope());
            case Limit.Outstanding outstanding -> wording.amount(outstanding.max()) + USABLE + of(outstanding.scope());
            case Limit.OutstandingCount count ->
                count.most() + " signatures that can still be used" + of(count.scope());
        };
    }

    private static String of(Scope scope) {
        return switch (scope) {
            case KEY, SAFE, FEES, GROUP, ALL -> "";
            case DESTINATION -> " to each destination";
            case CLIENT -> " to each client";
            case CLIENT_ALL -> " to each client on all keys";
        };
    }
}
