package dev.countersign.signer.bundle.file;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.Limit;
import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.bundle.Rule;
import dev.countersign.signer.bundle.Safe;
import dev.countersign.signer.bundle.SharedLimits;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Payer;
import java.util.Comparator;
import java.util.List;

/// Refuses rules that could empty a key: whatever a rule can move, its fees included, some window limit must bound
/// for all clients together, unless the rule says `unlimited: true`.
///
/// The scope KEY is wide enough (and FEES, for fees), SAFE for what leaves a Safe, and what is wider: GROUP, if the key
/// or the Safe is of the group, and ALL. CLIENT and CLIENT_ALL bound each client by itself: CLIENT_ALL spans keys, but
/// two clients, or one newly added, each have the whole of it. DESTINATION bounds each destination by itself, and a
/// count bounds no amount.
final class Coverage {

    private final KeyPolicy key;
    private final SharedLimits shared;

    Coverage(KeyPolicy key, SharedLimits shared) {
        this.key = key;
        this.shared = shared;
    }

    void check(List<RuleReader.Written> rules) {
        for (var written : rules) {
            refuseAllowanceToAll(written);
            if (!written.rule().unlimited() && !written.ofUnknownSafe()) {
                checkTransfers(written);
                checkFees(written);
                checkUncounted(written);
            }
        }
    }

    /// Whoever calls a multicall contract has it spend what it is allowed to.
    private void refuseAllowanceToAll(RuleReader.Written written) {
        var rule = written.rule();
        var shared =
                rule.to().stream().filter(key.ethereum().multicalls()::contains).findFirst();
        if (rule.allow().contains(Permission.APPROVE) && shared.isPresent()) {
            written.value()
                    .refuse(
                            "an allowance to " + shared.get().address() + ", a multicall contract",
                            "other spenders: anybody can have it spend what it is allowed to");
        }
    }

    private void checkTransfers(RuleReader.Written written) {
        key.assets().values().stream()
                .filter(definition -> moves(written.rule(), definition.asset()))
                .filter(definition -> !covers(written, definition.asset()))
                .sorted(Comparator.comparing(AssetDefinition::symbol))
                .forEach(definition -> written.value()
                        .refuse(
                                "a rule that can move " + definition.symbol() + " without a window limit of scope "
                                        + (written.safe().isPresent() ? "safe" : "key"),
                                written.safe()
                                                .map(safe -> "in Safe '" + safe.name() + "' ")
                                                .orElse("")
                                        + "a limit such as { id: …, asset: " + definition.symbol()
                                        + ", per: 24h, max: … }, or unlimited: true"));
    }

    /// What no amount is known of, no limit bounds.
    private static void checkUncounted(RuleReader.Written written) {
        written.typedData().stream()
                .filter(definition -> definition.amount().isEmpty())
                .forEach(definition -> written.value()
                        .refuse(
                                "a rule that allows the typed data '" + definition.name()
                                        + "', of which nothing is counted",
                                "an amount in its definition, or unlimited: true"));
        if (written.rule().allow().contains(Permission.BLIND)) {
            written.value().refuse("a rule that signs digests, which no limit bounds", "unlimited: true");
        }
    }

    private void checkFees(RuleReader.Written written) {
        if (written.safe().isPresent() || written.rule().allow().stream().noneMatch(Permission::isSent)) {
            return; // who brings a Safe's transaction to the chain pays for it
        }
        var fee = key.feeAsset().asset();
        if (keyCovers(fee) || moves(written.rule(), fee)) {
            return; // covered, or reported above
        }
        // once the fee asset itself is moved, fees and transfers draw on one balance and need one bound
        var feesApart = key.rules().stream().noneMatch(rule -> rule.safe().isEmpty() && moves(rule, fee));
        if (feesApart && hasWindow(key.limits(), Scope.FEES, fee)) {
            return;
        }
        var remedy = feesApart
                ? "fees with per and max, or a limit such as { id: …, asset: "
                : "a limit such as { id: …, asset: ";
        written.value()
                .refuse(
                        "a rule that can spend " + key.feeAsset().symbol() + " on fees without a window limit",
                        remedy + key.feeAsset().symbol() + ", per: 24h, max: … }, or unlimited: true");
    }

    private static boolean moves(Rule rule, Asset asset) {
        return rule.allow().stream().anyMatch(Permission::moves)
                && rule.assets().contains(asset);
    }

    private boolean covers(RuleReader.Written written, Asset asset) {
        return written.safe().map(safe -> safeCovers(safe, asset)).orElseGet(() -> keyCovers(asset));
    }

    private boolean keyCovers(Asset asset) {
        return hasWindow(key.limits(), Scope.KEY, asset) || sharedCovers(new Payer.Key(key.publicKey()), asset);
    }

    private boolean safeCovers(Safe safe, Asset asset) {
        return hasWindow(safe.limits(), Scope.SAFE, asset) || sharedCovers(new Payer.Safe(safe.account()), asset);
    }

    private boolean sharedCovers(Payer payer, Asset asset) {
        var limits = shared.on(payer);
        return hasWindow(limits, Scope.GROUP, asset) || hasWindow(limits, Scope.ALL, asset);
    }

    private static boolean hasWindow(List<Limit> limits, Scope scope, Asset asset) {
        return limits.stream()
                .anyMatch(limit -> limit instanceof Limit.PerWindow window
                        && window.scope() == scope
                        && window.max().asset().equals(asset));
    }
}
