package dev.countersign.signer.operations;

import static java.util.Objects.requireNonNull;

import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.hsm.Hsm;
import dev.countersign.signer.ledger.Headroom;
import dev.countersign.signer.ledger.Ledger;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.IpAddress;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.policy.MeteredLimit;
import dev.countersign.signer.policy.PolicyEngine;
import dev.countersign.signer.signing.Call;
import dev.countersign.signer.signing.SigningObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/// What the corridor did, in Prometheus' words. Money appears only as the share of a limit that is used.
public final class Metrics implements SigningObserver {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<Stage, Timer> stages = new EnumMap<>(Stage.class);
    private final Map<Reason, Counter> refusals = new EnumMap<>(Reason.class);
    private final StrangerMetrics strangers = new StrangerMetrics(registry);
    private final Counter signed = outcome("signed", "OK");
    private final Counter replayed = outcome("replayed", "OK");
    private final Timer requests = timer("countersign.request", "A whole Sign request, signed or refused");

    public Metrics() {
        for (var stage : Stage.values()) {
            stages.put(
                    stage,
                    timer(
                            "countersign.stage",
                            "One stage of a Sign request",
                            "stage",
                            stage.name().toLowerCase(Locale.ROOT)));
        }
        for (var reason : Reason.values()) {
            refusals.put(reason, outcome("refused", reason.name()));
        }
    }

    /// Shows the state of the HSM, the journal and every limit of the policy, read when it is asked for.
    public void watch(PolicyBundle bundle, PolicyEngine policy, Ledger ledger, Hsm hsm) {
        new TokenMetrics(registry).watch(hsm);
        gauge("countersign.hsm.ready", "1 while the HSM answers", hsm, it -> it.ready() ? 1 : 0);
        gauge("countersign.ledger.ready", "1 while the ledger accepts writes", ledger, it -> it.ready() ? 1 : 0);
        FunctionCounter.builder("countersign.journal.entries", ledger, Metrics::journalSize)
                .description("Entries of the journal")
                .register(registry);
        var shared = new LinkedHashSet<MeteredLimit>();
        for (var key : bundle.keys()) {
            gauge(
                    "countersign.key.served",
                    "1 while the HSM serves the key",
                    hsm,
                    it -> it.serves(key.publicKey()) ? 1 : 0,
                    "key",
                    key.id().value());
            for (var metered : limitsOf(bundle, key, policy)) {
                if (isShared(metered)) {
                    shared.add(metered);
                } else {
                    watchLimit(ledger, key.id().value(), metered);
                }
            }
        }
        shared.forEach(metered -> watchLimit(ledger, "", metered));
    }

    /// True if it is not of one key or one Safe: then it is shown once, and not under each of them.
    private static boolean isShared(MeteredLimit metered) {
        var scope = metered.meter().scope();
        return scope == Scope.GROUP || scope == Scope.ALL;
    }

    /// The limits of every client that the key is granted to; those that the clients share, once.
    private static Set<MeteredLimit> limitsOf(PolicyBundle bundle, KeyPolicy key, PolicyEngine policy) {
        var limits = new LinkedHashSet<MeteredLimit>();
        for (var client :
                key.rules().stream().flatMap(rule -> rule.clients().stream()).toList()) {
            try {
                limits.addAll(policy.limits(bundle.grant(client, key.id())));
            } catch (Refused refused) {
                throw new IllegalStateException("a rule's client has a grant", refused);
            }
        }
        return limits;
    }

    private void watchLimit(Ledger ledger, String keyId, MeteredLimit metered) {
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

    private static double journalSize(Ledger ledger) {
        try {
            return ledger.head().size();
        } catch (Refused unavailable) {
            return Double.NaN;
        }
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

    @Override
    public void stage(Stage stage, Duration took) {
        requireNonNull(stages.get(stage)).record(took);
    }

    @Override
    public void signed(Call call, boolean again, Duration took) {
        (again ? replayed : signed).increment();
        requests.record(took);
    }

    @Override
    public void refused(Call call, Refusal refusal, Duration took) {
        requireNonNull(refusals.get(refusal.reason())).increment();
        requests.record(took);
    }

    @Override
    public void stranger(Refusal refusal, Optional<IpAddress> address) {
        requireNonNull(refusals.get(refusal.reason())).increment();
        strangers.count(refusal.reason(), address);
    }

    /// Everything, in Prometheus' text format.
    String scrape() {
        return registry.scrape();
    }

    private Counter outcome(String outcome, String reason) {
        return Counter.builder("countersign.requests")
                .description("Sign requests by outcome and reason")
                .tags("outcome", outcome, "reason", reason)
                .register(registry);
    }

    private Timer timer(String name, String description, String... tags) {
        return Timer.builder(name)
                .description(description)
                .tags(tags)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofNanos(10_000))
                .maximumExpectedValue(Duration.ofSeconds(30))
                .register(registry);
    }

    private <T> void gauge(String name, String description, T source, ToDoubleFunction<T> value, String... tags) {
        Gauge.builder(name, source, value).description(description).tags(tags).register(registry);
    }
}
