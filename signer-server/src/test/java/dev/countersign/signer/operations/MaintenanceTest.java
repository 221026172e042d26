package dev.countersign.signer.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.signer.authentication.Operator;
import dev.countersign.signer.authentication.Role;
import dev.countersign.signer.hsm.TokenStatus;
import dev.countersign.signer.hsm.TokenStatus.State;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.operations.Maintenance.Drain;
import dev.countersign.signer.operations.Maintenance.Resume;
import dev.countersign.signer.transport.LogCapture;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MaintenanceTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Operator WATCHER = operator("watcher", Role.OBSERVE);
    private static final Operator MAINTAINER = operator("maintainer", Role.MAINTAIN);

    private final FakeTokens tokens = new FakeTokens("hsm-a", "hsm-b");
    private final Maintenance maintenance = new Maintenance(tokens);
    private final LogCapture log = LogCapture.of(Maintenance.class);

    @AfterEach
    void stop() {
        log.close();
    }

    @Test
    void each_command_asks_for_its_own_role() throws Exception {
        assertThat(maintenance.tokens(WATCHER)).extracting(TokenStatus::label).containsExactly("hsm-a", "hsm-b");
        assertRefused(Reason.ROLE_MISSING, () -> maintenance.tokens(MAINTAINER));
        assertRefused(Reason.ROLE_MISSING, () -> maintenance.drain(WATCHER, drain("hsm-a"), LONG));
        assertRefused(Reason.ROLE_MISSING, () -> maintenance.resume(WATCHER, new Resume("hsm-a", ""), LONG));

        assertThat(tokens.state("hsm-a")).isEqualTo(State.SERVING);
    }

    @Test
    void a_token_is_drained_and_taken_back() throws Exception {
        assertThat(maintenance.drain(MAINTAINER, drain("hsm-a"), LONG).state()).isEqualTo(State.DRAINED);
        assertThat(maintenance.drain(MAINTAINER, drain("hsm-a"), LONG).state()).isEqualTo(State.DRAINED);
        assertThat(maintenance.resume(MAINTAINER, new Resume("hsm-a", ""), LONG).state())
                .isEqualTo(State.SERVING);
    }

    @Test
    void draining_waits_for_what_is_in_flight() throws Exception {
        tokens.become("hsm-a", State.SERVING, 2);

        var answer = CompletableFuture.supplyAsync(() -> drained("hsm-a", LONG));
        Awaitility.await().until(() -> tokens.state("hsm-a") == State.DRAINED);
        assertThat(answer).isNotDone();
        tokens.become("hsm-a", State.DRAINED, 0);

        assertThat(Maintenance.finished(answer.get(10, TimeUnit.SECONDS))).isTrue();
    }

    @Test
    void impatience_is_told_what_is_in_flight_and_the_token_stays_drained() {
        tokens.become("hsm-a", State.SERVING, 2);

        assertThat(Maintenance.finished(drained("hsm-a", Duration.ZERO))).isFalse();
        assertThat(tokens.state("hsm-a")).isEqualTo(State.DRAINED);
    }

    @Test
    void the_last_token_is_drained_only_if_the_outage_is_accepted() throws Exception {
        tokens.become("hsm-b", State.RECOVERING, 0);

        assertRefused(Reason.LAST_TOKEN, () -> maintenance.drain(MAINTAINER, drain("hsm-a"), LONG));
        assertThat(tokens.state("hsm-a")).isEqualTo(State.SERVING);

        var accepted = new Drain("hsm-a", "firmware", true);
        assertThat(maintenance.drain(MAINTAINER, accepted, LONG).state()).isEqualTo(State.DRAINED);
    }

    @Test
    void a_token_that_there_is_not_is_unknown() {
        assertRefused(Reason.TOKEN_UNKNOWN, () -> maintenance.drain(MAINTAINER, drain("hsm-c"), LONG));
        assertRefused(Reason.TOKEN_UNKNOWN, () -> maintenance.drain(MAINTAINER, new Drain("hsm-c", "x", true), LONG));
        assertRefused(Reason.TOKEN_UNKNOWN, () -> maintenance.resume(MAINTAINER, new Resume("hsm-c", ""), LONG));
    }

    @Test
    void every_command_is_logged_with_who_gave_it_why_and_what_came_of_it() throws Exception {
        maintenance.drain(MAINTAINER, drain("hsm-a"), LONG);
        assertRefused(Reason.ROLE_MISSING, () -> maintenance.resume(WATCHER, new Resume("hsm-a", ""), LONG));

        assertThat(log.events())
                .extracting(event -> String.valueOf(event.getKeyValuePairs()))
                .containsExactly(
                        "[operator=\"spiffe://firm.example/ops/maintainer\", action=\"drain\", token=\"hsm-a\","
                                + " reason=\"firmware\", outcome=\"done\"]",
                        "[operator=\"spiffe://firm.example/ops/watcher\", action=\"resume\", token=\"hsm-a\","
                                + " reason=\"\", outcome=\"ROLE_MISSING\"]");
    }

    private TokenStatus drained(String token, Duration patience) {
        try {
            return maintenance.drain(MAINTAINER, drain(token), patience);
        } catch (Refused refused) {
            throw new AssertionError(refused);
        }
    }

    private static void assertRefused(Reason reason, ThrowingCallable command) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(command)
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    private static Drain drain(String token) {
        return new Drain(token, "firmware", false);
    }

    private static Operator operator(String name, Role role) {
        return new Operator("spiffe://firm.example/ops/" + name, Set.of(role));
    }
}
