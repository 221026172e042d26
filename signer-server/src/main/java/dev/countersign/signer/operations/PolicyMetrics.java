package dev.countersign.signer.operations;

import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.governance.prices.Prices;
import dev.countersign.signer.hsm.Hsm;
import dev.countersign.signer.ledger.Headroom;
import dev.countersign.signer.ledger.Ledger;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.policy.MeteredLimit;
import dev.countersign.signer.policy.PolicyEngine;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/// The keys and limits of the policy that decides, read when they are asked for. Another policy takes the place of the
/// one before.
public final class PolicyMetrics {

    private final MeterRegistry registry;
    private final PolicyEngine engine;
    private final Ledger ledger;
    private final Hsm hsm;
    private final List<Meter> shown = new ArrayList<>();

    PolicyMetrics(MeterRegistry registry, PolicyEngine engine, Ledger ledger, Hsm hsm) {
        this.registry = registry;
        this.engine = engine;
        this.ledger = ledger;
        this.hsm = hsm;
    }

    /// Shows `bundle` and nothing of what was shown before.
    public synchronized void show(PolicyBundle bundle) {
        shown.forEach(registry::remove);
        shown.clear();
        gauge("countersign.policy.version", "The version of the policy that decides", bundle, PolicyBundle::version);
        showPrices(bundle);
        var shared = new LinkedHashSet<MeteredLimit>();
        for (var key : bundle.keys()) {
            gauge(
                    "countersign.key.served",
                    "1 while the HSM serves the key",
                    hsm,
                    it -> it.serves(key.publicKey()) ? 1 : 0,
                    "key",
                    key.id().value());
            for (var metered : limitsOf(bundle, key)) {
                if (isShared(metered)) {
                    shared.add(metered);
                } else {
                    showLimit(key.id().value(), metered);
                }
            }
        }
        shared.forEach(metered -> showLimit("", metered));
    }

    private void showPrices(PolicyBundle bundle) {
        if (bundle.reference().isEmpty()) {
            return;
        }
        gauge(
                "countersign.prices.version",
                "The version of the price table that charges are valued by; NaN if there is none that holds",
                ledger,
                it -> ofPrices(it, bundle, (prices, _) -> prices.version()));
        gauge(
                "countersign.prices.age.seconds",
                "Seconds since the ledger took that table in",
                ledger,
                it -> ofPrices(
                        it,
                        bundle,
                        (prices, now) -> Duration.between(prices.takenIn(), now).toSeconds()));
    }

    private static double ofPrices(Ledger ledger, PolicyBundle bundle, ToDoubleBiFunction<Prices, Instant> value) {
        try {
            var prices = ledger.prices().standing(bundle).prices();
            return prices.isEmpty() ? Double.NaN : value.applyAsDouble(prices.get(), ledger.now());
        } catch (Refused unavailable) {
            return Double.NaN;
        }
    }

    /// True if it is not of one key or one Safe: then it is shown once, and not under each of them.
    private static boolean isShared(MeteredLimit metered) {
        var scope = metered.meter().scope();
        return scope == Scope.GROUP || scope == Scope.ALL;
    }

    /// The limits of every client that the key is granted to; those that the clients share, once.
    private Set<MeteredLimit> limitsOf(PolicyBundle bundle, KeyPolicy key) {
        var limits = new LinkedHashSet<MeteredLimit>();
        for (var client :
                key.rules().stream().flatMap(rule -> rule.clients().stream()).toList()) {
            try {
                limits.addAll(engine.limits(bundle.grant(client, key.id())));
            } catch (Refused refused) {
                throw new IllegalStateException("a rule's client has a grant", refused);
            }
        }
        return limits;
    }

    private void showLimit(String keyId, MeteredLimit metered) {
        gauge(
                "countersign.limit.used.ratio",
                "The share of a window limit that is charged now",
                ledger,
                it -> usedRatio(it, metered),
                "key",
                keyId,
                "limit",
                metered.limitId(),
                "client",
                metered.meter().client().map(Client::spiffeId).orElse(""));
    }

    private static double usedRatio(Ledger ledger, MeteredLimit metered) {
        try {
            return ratio(ledger.headroom(List.of(metered)).getFirst());
        } catch (Refused unavailable) {
            return Double.NaN;
        }
    }

    private static double ratio(Headroom headroom) {
        if (headroom.limit().max().signum() == 0) {
            return 1;
        }
        return new BigDecimal(headroom.used())
                .divide(new BigDecimal(headroom.limit().max()), MathContext.DECIMAL32)
                .doubleValue();
    }

    private <T> void gauge(String name, String description, T source, ToDoubleFunction<T> value, String... tags) {
        shown.add(Gauge.builder(name, source, value)
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry));
    }
}
