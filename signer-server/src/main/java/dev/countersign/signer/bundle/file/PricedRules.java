package dev.countersign.signer.bundle.file;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.Limit;
import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.bundle.Reference;
import dev.countersign.signer.bundle.SharedLimits;
import dev.countersign.signer.model.Payer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Refuses rules that could never be used: what they move has no price, and a limit in the reference currency bounds
/// it, so that every use would be refused.
record PricedRules(KeyPolicy key, SharedLimits shared, Optional<Reference> reference) {

    void check(List<RuleReader.Written> rules) {
        for (var written : rules) {
            if (!written.ofUnknownSafe()) {
                check(written);
            }
        }
    }

    private void check(RuleReader.Written written) {
        var limits = limits(written).stream().filter(Limit::ofWorth).toList();
        limits.stream()
                .findFirst()
                .ifPresent(limit -> charged(written, limits).stream()
                        .filter(definition -> !isPriced(definition))
                        .sorted(Comparator.comparing(AssetDefinition::symbol))
                        .forEach(definition -> written.value()
                                .refuse(
                                        "a rule that charges " + definition.symbol()
                                                + ", which has no price, under limit '" + limit.id() + "'",
                                        definition.symbol() + " among reference.assets")));
    }

    private boolean isPriced(AssetDefinition definition) {
        return reference
                .filter(known -> known.assets().containsKey(definition.asset()))
                .isPresent();
    }

    private List<Limit> limits(RuleReader.Written written) {
        var limits = new ArrayList<Limit>();
        limits.addAll(written.safe().map(safe -> safe.limits()).orElse(key.limits()));
        var payer = Payer.of(key.publicKey(), written.safe().map(safe -> safe.account()));
        limits.addAll(shared.on(payer));
        return limits;
    }

    private Set<AssetDefinition> charged(RuleReader.Written written, List<Limit> limits) {
        var rule = written.rule();
        var charged = new LinkedHashSet<AssetDefinition>();
        if (rule.allow().stream().anyMatch(Permission::moves)) {
            key.assets().values().stream()
                    .filter(definition -> rule.assets().contains(definition.asset()))
                    .forEach(charged::add);
        }
        var ofFees = limits.stream().anyMatch(limit -> limit.scope() != Scope.DESTINATION);
        if (ofFees && written.safe().isEmpty() && rule.allow().stream().anyMatch(Permission::isSent)) {
            charged.add(key.feeAsset());
        }
        return charged;
    }
}
