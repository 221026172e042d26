package dev.countersign.signer.governance.prices;

import static java.util.Objects.requireNonNull;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.Quorum;
import dev.countersign.signer.bundle.Reference;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Price;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Which price tables hold under a policy, and which may follow which. Stateless.
///
/// @param deployment of this installation
public record PriceDesk(String deployment) {

    /// The most by which a version may rise: who holds a key can then not use the versions up.
    static final long MOST_RISE = 1_000_000_000_000L;

    /// A table that was taken in before.
    ///
    /// @param prices what its assets cost then; empty if that was in another currency, or is not known any more
    public record Earlier(long version, Instant takenIn, Map<Asset, Price> prices) {

        public Earlier {
            prices = Map.copyOf(prices);
        }
    }

    /// Judges a table by itself.
    ///
    /// @param policy the one that decides
    /// @throws Refused PRICES_REFUSED unless it is for this deployment, in the policy's currency, of exactly
    /// the assets that the policy prices, and signed by enough of its price signers
    public EndorsedPrices endorse(PolicyBundle policy, SignedPrices prices) throws Refused {
        var reference = reference(policy, prices.table());
        return new EndorsedPrices(prices, reference, policy.digest(), signers(reference, prices));
    }

    /// The terms of a policy that a table is for, whoever signed it.
    ///
    /// @throws Refused PRICES_REFUSED unless it is for this deployment, in the policy's currency and of exactly the
    /// assets that the policy prices
    public Reference reference(PolicyBundle policy, PriceTable table) throws Refused {
        var reference = policy.reference()
                .orElseThrow(() -> refused("the policy has no reference, so that nothing is counted in prices"));
        requireSame("deployment", table.deployment(), deployment);
        requireSame("currency", table.currency(), reference.currency().code());
        requireSameAssets(table.perCoin().keySet(), reference.assets().keySet());
        return reference;
    }

    /// Holds a table against the one that was taken in last.
    ///
    /// @param now ledger time
    /// @throws Refused PRICES_REFUSED unless its version is higher, the policy's `min_interval` has passed, and
    /// no price moved by more than `max_step`: of an asset that the last one did not price, from the policy's own
    public static void requireStep(EndorsedPrices next, Optional<Earlier> last, Instant now) throws Refused {
        var reference = next.reference();
        var version = next.signed().table().version();
        var before = last.map(Earlier::version).orElse(0L);
        if (version <= before || version - before > MOST_RISE) {
            throw refused("version " + version + " cannot follow version " + before
                    + "; give it a higher one, by at most " + MOST_RISE);
        }
        var from = last.map(earlier -> earlier.takenIn().plus(reference.minInterval()));
        if (from.filter(now::isBefore).isPresent()) {
            throw refused("version " + before + " was taken in at "
                    + last.orElseThrow().takenIn() + ", and the policy's min_interval lets the next one follow from "
                    + from.get() + " on");
        }
        requireSteps(reference, next.prices(), last.map(Earlier::prices).orElse(Map.of()));
    }

    /// Requires that no price moved too far.
    ///
    /// @param next what each asset of the policy costs
    /// @param last what they cost before; of an asset that is not there, what the policy says
    /// @throws Refused PRICES_REFUSED if one moved by more than the policy's `max_step`
    public static void requireSteps(Reference reference, Map<Asset, Price> next, Map<Asset, Price> last)
            throws Refused {
        for (var entry : sorted(next)) {
            var opening = requireNonNull(reference.assets().get(entry.getKey()));
            var base = last.getOrDefault(entry.getKey(), opening);
            if (!entry.getValue().isWithin(reference.maxStepPercent(), base)) {
                throw refused("the price of " + entry.getKey() + " is "
                        + entry.getValue().text() + ", more than "
                        + reference.maxStepPercent() + "% away from " + base.text()
                        + ", which it was; take several steps, or have the policy's officers say otherwise");
            }
        }
    }

    private static List<Map.Entry<Asset, Price>> sorted(Map<Asset, Price> prices) {
        return prices.entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getKey().caip19()))
                .toList();
    }

    private static void requireSame(String what, String found, String expected) throws Refused {
        if (!found.equals(expected)) {
            throw refused("its " + what + " is '" + found + "', and here it is '" + expected + "'");
        }
    }

    private static void requireSameAssets(Set<Asset> found, Set<Asset> expected) throws Refused {
        var missing = names(expected, found);
        if (!missing.isEmpty()) {
            throw refused("it has no price for " + missing + ", which the policy's reference lists");
        }
        var unknown = names(found, expected);
        if (!unknown.isEmpty()) {
            throw refused("it has a price for " + unknown + ", which the policy's reference does not list");
        }
    }

    private static String names(Set<Asset> assets, Set<Asset> but) {
        var names = assets.stream()
                .filter(asset -> !but.contains(asset))
                .map(Asset::caip19)
                .collect(Collectors.toCollection(TreeSet::new));
        return String.join(", ", names);
    }

    private static List<String> signers(Reference reference, SignedPrices prices) throws Refused {
        var desk = reference.desk();
        var signers = desk.signers(SignedPrices.NAMESPACE, prices.content(), prices.signatures());
        if (!desk.suffices(signers)) {
            throw refused("version " + prices.table().version() + " (" + prices.digest() + ") needs the signatures of "
                    + desk.threshold() + " of " + desk.keys().size() + " price signers and has those of "
                    + Quorum.words(signers)
                    + "; `countersign prices sign` makes one, over exactly these bytes");
        }
        return signers;
    }

    private static Refused refused(String why) {
        return new Refused(Reason.PRICES_REFUSED, "the price table is refused: " + why);
    }
}
