package dev.countersign.signer.operations;

import static java.util.Objects.requireNonNull;

import dev.countersign.signer.hsm.Hsm;
import dev.countersign.signer.ledger.Ledger;
import dev.countersign.signer.model.IpAddress;
import dev.countersign.signer.model.Lever;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.policy.PolicyEngine;
import dev.countersign.signer.signing.Call;
import dev.countersign.signer.signing.SigningObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

    /// Shows the state of the HSM and of the journal, read when it is asked for.
    public void watch(Ledger ledger, Hsm hsm) {
        new TokenMetrics(registry).watch(hsm);
        gauge("countersign.hsm.ready", "1 while the HSM answers", hsm, it -> it.ready() ? 1 : 0);
        gauge("countersign.ledger.ready", "1 while the ledger accepts writes", ledger, it -> it.ready() ? 1 : 0);
        for (var kind : Lever.Kind.values()) {
            Gauge.builder("countersign.levers", ledger, it -> levers(it, kind))
                    .description("Levers in force that operators pulled")
                    .tags("kind", kind.word())
                    .register(registry);
        }
        FunctionCounter.builder("countersign.journal.entries", ledger, Metrics::journalSize)
                .description("Entries of the journal")
                .register(registry);
    }

    /// What shows the keys and limits of one policy after the other.
    public PolicyMetrics policies(PolicyEngine engine, Ledger ledger, Hsm hsm) {
        return new PolicyMetrics(registry, engine, ledger, hsm);
    }

    private static double levers(Ledger ledger, Lever.Kind kind) {
        try {
            return ledger.levers().standing().inForce(ledger.now()).stream()
                    .filter(pulled -> pulled.lever().kind() == kind)
                    .count();
        } catch (Refused unavailable) {
            return Double.NaN;
        }
    }

    private static double journalSize(Ledger ledger) {
        try {
            return ledger.head().size();
        } catch (Refused unavailable) {
            return Double.NaN;
        }
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

    private <T> void gauge(String name, String description, T source, ToDoubleFunction<T> value) {
        Gauge.builder(name, source, value).description(description).register(registry);
    }
}
