package dev.countersign.signer.hsm.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.countersign.signer.hsm.HsmUnavailable;
import dev.countersign.signer.hsm.TokenSettings.Driver;
import dev.countersign.signer.hsm.TokenStatus;
import dev.countersign.signer.journal.TreeHead;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Reason;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What hardware does, done to one token: signing goes on by itself. The second half of every test is that the library
/// was never used in a way that kills a process.
@Timeout(120)
class RecoveryIT extends FaultyToken {

    static Stream<Arguments> oneOffErrors() {
        return Stream.of("0x30", "0x32", "0xB3", "0xB0", "0x101", "0x60", "0x31", "0x82", "0x5")
                .flatMap(code -> Stream.of(Driver.values()).map(driver -> Arguments.of(code, driver)));
    }

    @ParameterizedTest
    @MethodSource("oneOffErrors")
    void an_error_that_passes_is_tried_again_unseen(String code, Driver driver) throws Exception {
        try (var hsm = open(driver, 2)) {
            for (var function : List.of("C_SignInit", "C_Sign")) {
                faulty.inject(function + " once rv=" + code);

                assertSigns(hsm, key);
                assertSigns(hsm, key);
            }
            assertThat(status(hsm).counts().faults()).isGreaterThanOrEqualTo(2);
        }
        assertNeverMisused();
    }

    @ParameterizedTest
    @EnumSource(Driver.class)
    void sessions_that_are_closed_elsewhere_are_opened_anew(Driver driver) throws Exception {
        try (var hsm = open(driver, 2)) {
            faulty.inject("C_SignInit once close-sessions");

            assertSigns(hsm, key);

            assertThat(status(hsm).epoch()).isEqualTo(2);
            assertHealthy(hsm);
        }
        assertNeverMisused();
    }

    @ParameterizedTest
    @EnumSource(Driver.class)
    void an_idle_token_that_lost_its_login_heals_before_it_is_asked(Driver driver) throws Exception {
        try (var hsm = open(driver, 2)) {
            faulty.inject("C_GetTokenInfo once logout");

            await().until(() -> status(hsm).epoch() == 2 && hsm.ready());
            assertSigns(hsm, key);
            assertThat(status(hsm).counts().faults()).isZero();
        }
        assertNeverMisused();
    }

    @ParameterizedTest
    @EnumSource(Driver.class)
    void a_token_that_is_away_and_comes_back_is_served_again(Driver driver) throws Exception {
        try (var hsm = open(driver, 2)) {
            faulty.inject("* gone=sticky");

            await().until(() -> !hsm.ready());
            assertThatExceptionOfType(HsmUnavailable.class)
                    .isThrownBy(() -> hsm.requireService(key))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.HSM_UNAVAILABLE));
            assertThat(status(hsm).detail()).isNotEmpty();
            faulty.clear();

            await().atMost(Duration.ofSeconds(30)).until(hsm::ready);
            assertHealthy(hsm);
        }
        assertThat(faulty.calls("C_Finalize")).as("only that helps SoftHSM").isPositive();
        assertNeverMisused();
    }

    @ParameterizedTest
    @EnumSource(Driver.class)
    void a_refused_pin_is_sent_once_and_again_only_when_its_file_changes(Driver driver) throws Exception {
        var pin = pinFile();
        try (var hsm = open(driver, 2, pin)) {
            var logins = faulty.calls("C_Login");
            faulty.inject("C_Login pin-incorrect", "C_SignInit once close-sessions");

            assertThatExceptionOfType(HsmUnavailable.class).isThrownBy(() -> sign(hsm, key));
            await().until(() -> status(hsm).state() == TokenStatus.State.PIN_REFUSED);
            assertThat(faulty.calls("C_Login")).isEqualTo(logins + 1);
            faulty.clear();
            assertThat(status(hsm).state()).isEqualTo(TokenStatus.State.PIN_REFUSED);

            Files.setLastModifiedTime(pin, FileTime.from(Instant.EPOCH));
            await().until(() -> status(hsm).state() == TokenStatus.State.SERVING);
            assertThat(faulty.calls("C_Login")).isEqualTo(logins + 2);
            assertHealthy(hsm);
        }
        assertNeverMisused();
    }

    @ParameterizedTest
    @EnumSource(Driver.class)
    void a_call_that_hangs_costs_its_session_until_it_returns(Driver driver) throws Exception {
        try (var hsm = open(driver, 2)) {
            faulty.inject("C_Sign once hang");

            assertSigns(hsm, key); // by the other session

            assertThat(lane(hsm).hung()).isEqualTo(1);
            assertThat(lane(hsm).open()).isEqualTo(1);
            assertThat(status(hsm).counts().hangs()).isEqualTo(1);
            assertSigns(hsm, key);
            faulty.clear();
            await().until(() -> lane(hsm).hung() == 0 && lane(hsm).open() == 2);
            assertHealthy(hsm);
            assertThat(status(hsm).epoch()).isEqualTo(1);
        }
        assertNeverMisused();
    }

    @ParameterizedTest
    @EnumSource(Driver.class)
    void when_every_session_hangs_others_are_opened(Driver driver) throws Exception {
        try (var hsm = open(driver, 2)) {
            faulty.inject("C_Sign nth=1 hang", "C_Sign nth=2 hang");
            var first = CompletableFuture.supplyAsync(() -> signs(hsm, key));
            var second = CompletableFuture.supplyAsync(() -> signs(hsm, key));

            assertThat(first.join()).isTrue();
            assertThat(second.join()).isTrue();

            assertThat(status(hsm).epoch()).isEqualTo(2);
            assertThat(lane(hsm).open()).isEqualTo(2);
            assertThat(lane(hsm).hung()).isEqualTo(2);
            faulty.clear();
            await().until(() -> lane(hsm).hung() == 0);
            assertHealthy(hsm);
        }
        assertNeverMisused();
    }

    @ParameterizedTest
    @EnumSource(Driver.class)
    void a_hang_that_forbids_the_only_cure_ends_the_process(Driver driver) throws Exception {
        try (var hsm = open(driver, 2)) {
            faulty.inject("C_Sign once hang");
            assertSigns(hsm, key);

            faulty.inject("* gone=sticky");

            await().atMost(Duration.ofSeconds(30)).until(() -> !fatal.isEmpty());
            assertThat(fatal).singleElement().asString().contains("only a new process");
            assertThat(faulty.calls("C_Finalize")).isZero();
            faulty.clear();
        }
        assertNeverMisused();
    }

    @ParameterizedTest
    @EnumSource(Driver.class)
    void a_signature_that_fails_verification_freezes_its_key_and_costs_the_epoch(Driver driver) throws Exception {
        try (var hsm = open(driver, 2)) {
            faulty.inject("C_Sign once flip");

            assertThatExceptionOfType(HsmUnavailable.class)
                    .isThrownBy(() -> sign(hsm, key))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.KEY_FROZEN))
                    .satisfies(e -> assertThat(e.asked()).isTrue());

            assertThat(hsm.frozen(key)).isTrue();
            assertThat(hsm.frozen(otherKey)).isFalse();
            await().until(() -> status(hsm).epoch() == 2 && hsm.ready());
            assertSigns(hsm, otherKey);
            assertThatExceptionOfType(HsmUnavailable.class)
                    .isThrownBy(() -> sign(hsm, key))
                    .satisfies(e -> assertThat(e.asked()).isFalse());
        }
        assertNeverMisused();
    }

    @ParameterizedTest
    @EnumSource(Driver.class)
    void a_signature_by_another_key_freezes_both(Driver driver) throws Exception {
        try (var hsm = open(driver, 2)) {
            faulty.inject("C_SignInit once other-key");

            assertThatExceptionOfType(HsmUnavailable.class)
                    .isThrownBy(() -> sign(hsm, key))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.KEY_FROZEN));

            assertThat(hsm.frozen(key)).isTrue();
            assertThat(hsm.frozen(otherKey)).isTrue();
            assertThat(hsm.frozen(checkpointKey.orElseThrow())).isFalse();
        }
        assertNeverMisused();
    }

    @ParameterizedTest
    @EnumSource(Driver.class)
    void a_drained_token_is_logged_out_and_comes_back_when_it_is_told(Driver driver) throws Exception {
        try (var hsm = open(driver, 2)) {
            assertThat(hsm.drain("no such token")).isFalse();
            assertThat(hsm.drain(TOKEN.label())).isTrue();

            await().until(() -> !hsm.ready() && faulty.done("C_Logout") == 1);
            assertThat(status(hsm).state()).isEqualTo(TokenStatus.State.DRAINED);
            assertThatExceptionOfType(HsmUnavailable.class)
                    .isThrownBy(() -> sign(hsm, key))
                    .satisfies(e -> assertThat(e.asked()).isFalse());

            assertThat(hsm.resume(TOKEN.label())).isTrue();
            await().until(hsm::ready);
            assertHealthy(hsm);
        }
        assertNeverMisused();
    }

    @ParameterizedTest
    @EnumSource(Driver.class)
    void a_checkpoint_is_signed_again_after_a_fault(Driver driver) throws Exception {
        try (var hsm = open(driver, 1)) {
            faulty.inject("C_SignInit once close-sessions");

            var signature = hsm.signCheckpoint("example/log", new TreeHead(7, Digest32.sha256(new byte[] {7})));

            assertThat(signature.size()).isEqualTo(64);
        }
        assertNeverMisused();
    }
}
