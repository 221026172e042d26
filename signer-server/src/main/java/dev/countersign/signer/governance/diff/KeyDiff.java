package dev.countersign.signer.governance.diff;

import dev.countersign.signer.bundle.BitcoinKey;
import dev.countersign.signer.bundle.EthereumTerms;
import dev.countersign.signer.bundle.EthereumTerms.Nonces;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.OffChain;
import dev.countersign.signer.bundle.Rule;
import dev.countersign.signer.bundle.VenueKey;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One key, by its id. Another public key, chain or lane under the id is OTHER; so is all by which
/// payloads are read and that does not merely refuse what it no longer reads.
final class KeyDiff {

    private static final String LINE = "what is a payment, and what is charged, is told by it";

    /// `first` decides nothing one way: lower, it lets earlier nonces be asked for, and higher, later
    /// ones.
    static final Comparison<Nonces> NONCES =
            Comparison.ofRecord(Nonces.class).part("ahead", Nonces::ahead, Parts.bound("ahead", String::valueOf));

    /// Without its contract a multicall is refused, and so is `aggregate3` of any contract.
    static final Comparison<EthereumTerms> ETHEREUM = Comparison.ofRecord(EthereumTerms.class)
            .part("multicalls", EthereumTerms::multicalls, Parts.listed("multicall", Wording::account))
            .part(
                    "nonces",
                    EthereumTerms::nonces,
                    (key, before, after) -> NONCES.changes(key.at("nonces"), before, after))
            .part("calls", EthereumTerms::calls, DefinitionDiff::calls)
            .without("extraFeeMax");

    /// Permits of Permit2 and messages are never read as anything else.
    static final Comparison<OffChain> OFF_CHAIN = Comparison.ofRecord(OffChain.class)
            .part("permit2", OffChain::permit2, Parts.flag("permit2"))
            .part(
                    "messagePrefixes",
                    OffChain::messagePrefixes,
                    Parts.listed("message_prefixes", (_, prefix) -> '"' + prefix + '"'))
            .part("typedData", OffChain::typedData, DefinitionDiff::typedData)
            .without("safes");

    /// What returns to the key is no payment and is not charged, and what spends its scripts is: so
    /// scripts more and scripts less both move the line.
    static final Comparison<BitcoinKey> BITCOIN = Comparison.ofRecord(BitcoinKey.class)
            .part("multisigs", BitcoinKey::multisigs, Parts.unproven("multisigs", "are others: " + LINE))
            .part("change", BitcoinKey::change, Parts.unproven("change", "is other: " + LINE))
            .part("lockTimeMax", BitcoinKey::lockTimeMax, Parts.bound("lock_time_max", String::valueOf))
            .part("feeShareBasisPoints", BitcoinKey::feeShareBasisPoints, Parts.bound("fees.share", KeyDiff::percent))
            .part(
                    "feeRateMaxSatPerVbyte",
                    BitcoinKey::feeRateMaxSatPerVbyte,
                    Parts.bound("fees.rate", rate -> rate + " sat/vB"));

    static final Comparison<KeyPolicy> KEY = Comparison.ofRecord(KeyPolicy.class)
            .without("id")
            .part("acceptImported", KeyPolicy::acceptImported, Parts.flag("accept_imported"))
            .part(
                    "feeAsset",
                    KeyPolicy::feeAsset,
                    (key, before, after) -> before.asset().equals(after.asset())
                            ? AssetDiff.definition(key, before, after)
                            : List.of(key.at("chain").other("has another coin")))
            .part(
                    "assets",
                    KeyPolicy::assets,
                    (key, before, after) -> AssetDiff.changes(key, before.values(), after.values()))
            .part("rules", KeyPolicy::rules, (key, before, after) -> RuleDiff.allowing(key.at("rules"), before, after))
            .part(
                    "denyRules",
                    KeyPolicy::denyRules,
                    (key, before, after) -> RuleDiff.denying(key.at("rules"), before, after))
            .part(
                    "limits",
                    key -> key,
                    (place, before, after) ->
                            LimitDiff.changes(place, before.limits(), after.limits(), movable(after, Optional.empty())))
            .part("feeEach", KeyPolicy::feeEach, KeyDiff::feeEach)
            .part("ethereum", key -> key, KeyDiff::ethereum)
            .part("offChain", key -> key, KeyDiff::offChain)
            .part(
                    "bitcoin",
                    KeyPolicy::bitcoin,
                    (key, before, after) -> before.isPresent() && after.isPresent()
                            ? BITCOIN.changes(key, before.get(), after.get())
                            : List.of(key.at("chain").other("is of another kind")));

    static final Comparison<VenueKey> VENUE_KEY = Comparison.ofRecord(VenueKey.class)
            .without("id")
            .part("acceptImported", VenueKey::acceptImported, Parts.flag("accept_imported"));

    private KeyDiff() {}

    private static String percent(int basisPoints) {
        return BigDecimal.valueOf(basisPoints, 2).stripTrailingZeros().toPlainString() + "%";
    }

    /// What can be charged to the key's own account, or to a Safe, under the rules: what they move, and
    /// fees.
    static Set<Asset> movable(KeyPolicy key, Optional<Account> safe) {
        var assets = new HashSet<Asset>();
        key.rules().stream()
                .filter(rule -> rule.safe().equals(safe))
                .map(Rule::assets)
                .forEach(assets::addAll);
        assets.add(key.feeAsset().asset());
        return assets;
    }

    private static List<Change> feeEach(Place key, Optional<Amount> active, Optional<Amount> proposed) {
        var place = key.at("fees.each");
        if (active.isEmpty()) {
            return proposed.stream()
                    .map(cap -> place.less("is new: at most " + place.now().amount(cap) + " for a transaction"))
                    .toList();
        }
        var was = place.was().amount(active.get());
        if (proposed.isEmpty()) {
            return List.of(place.more("is gone: it was " + was + " for a transaction"));
        }
        var words = "is " + place.now().amount(proposed.get()) + " for a transaction (was " + was + ")";
        if (!active.get().asset().equals(proposed.get().asset())) {
            return List.of(place.other(words));
        }
        return List.of(
                proposed.get().units().compareTo(active.get().units()) > 0 ? place.more(words) : place.less(words));
    }

    private static List<Change> ethereum(Place place, KeyPolicy active, KeyPolicy proposed) {
        var changes = new ArrayList<>(ETHEREUM.changes(place, active.ethereum(), proposed.ethereum()));
        var before = active.ethereum().extraFeeMax();
        var after = proposed.ethereum().extraFeeMax();
        if (!before.equals(after)) {
            changes.add(extraFee(place.at("extra_fee_max"), active, before, after));
        }
        return changes;
    }

    /// It is charged with every transaction: the higher, the less is left under caps and limits.
    private static Change extraFee(Place place, KeyPolicy key, BigInteger active, BigInteger proposed) {
        var coin = key.feeAsset().asset();
        var words = "charges " + place.now().amount(new Amount(coin, proposed)) + " with each transaction (was "
                + place.was().coins(new Amount(coin, active)) + ")";
        return proposed.compareTo(active) > 0 ? place.less(words) : place.more(words);
    }

    private static List<Change> offChain(Place place, KeyPolicy active, KeyPolicy proposed) {
        var changes = new ArrayList<>(OFF_CHAIN.changes(place, active.offChain(), proposed.offChain()));
        changes.addAll(SafeDiff.changes(place, active, proposed));
        return changes;
    }
}
