package dev.countersign.signer.operations;

import dev.countersign.signer.hsm.Hsm;
import dev.countersign.signer.hsm.TokenStatus;
import dev.countersign.signer.hsm.TokenStatus.Sessions;
import dev.countersign.signer.hsm.TokenStatus.State;
import dev.countersign.signer.model.Lane;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// The state of every token, read when it is asked for.
///
/// @param registry where the meters go
record TokenMetrics(MeterRegistry registry) {

    void watch(Hsm hsm) {
        Gauge.builder("countersign.hsm.frozen.keys", hsm, Hsm::frozenKeys)
                .description("Keys that sign nothing because a signature failed verification")
                .register(registry);
        for (var token : hsm.tokens()) {
            watch(hsm, token.label());
        }
    }

    private void watch(Hsm hsm, String token) {
        for (var state : State.values()) {
            gauge(
                    "countersign.hsm.token.state",
                    "1 for the state that the token is in",
                    hsm,
                    token,
                    status -> status.state() == state ? 1 : 0,
                    "state",
                    state.name().toLowerCase(Locale.ROOT));
        }
        gauge("countersign.hsm.token.keys", "Keys that the token serves", hsm, token, TokenStatus::keys);
        counter("countersign.hsm.epochs", "Times that the token was opened", hsm, token, TokenStatus::epoch);
        counter(
                "countersign.hsm.faults",
                "Calls that failed",
                hsm,
                token,
                it -> it.counts().faults());
        counter(
                "countersign.hsm.hangs",
                "Calls that did not return in time",
                hsm,
                token,
                it -> it.counts().hangs());
        counter(
                "countersign.hsm.failovers",
                "Requests that another token took over",
                hsm,
                token,
                it -> it.counts().failovers());
        for (var lane : Lane.values()) {
            sessions(hsm, token, lane, "countersign.hsm.sessions", "Sessions that can sign", Sessions::open);
            sessions(hsm, token, lane, "countersign.hsm.sessions.in.use", "Sessions that sign now", Sessions::busy);
            sessions(hsm, token, lane, "countersign.hsm.sessions.hung", "Sessions that hang", Sessions::hung);
            sessions(hsm, token, lane, "countersign.hsm.queue", "Requests that wait", Sessions::waiting);
        }
    }

    private void sessions(
            Hsm hsm, String token, Lane lane, String name, String description, ToDoubleFunction<Sessions> count) {
        gauge(
                name,
                description,
                hsm,
                token,
                status -> Optional.ofNullable(status.lanes().get(lane))
                        .map(sessions -> count.applyAsDouble(sessions))
                        .orElse(0.0),
                "lane",
                lane.name().toLowerCase(Locale.ROOT));
    }

    private void gauge(
            String name,
            String description,
            Hsm hsm,
            String token,
            ToDoubleFunction<TokenStatus> value,
            String... tags) {
        Gauge.builder(name, hsm, it -> of(it, token, value))
                .description(description)
                .tag("token", token)
                .tags(tags)
                .register(registry);
    }

    private void counter(String name, String description, Hsm hsm, String token, ToDoubleFunction<TokenStatus> value) {
        FunctionCounter.builder(name, hsm, it -> of(it, token, value))
                .description(description)
                .tag("token", token)
                .register(registry);
    }

    private static double of(Hsm hsm, String token, ToDoubleFunction<TokenStatus> value) {
        return hsm.tokens().stream()
                .filter(status -> status.label().equals(token))
                .mapToDouble(value)
                .findFirst()
                .orElse(Double.NaN);
    }
}
