package dev.countersign.signer.hsm.pkcs11.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.hsm.HsmUnavailable;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.signature.SignatureAlgorithm;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SigningJobTest {

    private static final long DEADLINE = 1_000;
    private static final Bytes SIGNATURE = Bytes.of(new byte[] {1});

    private final SigningJob<Bytes> job = new SigningJob<>(
            TestGrants.PUBLIC_KEY,
            SignatureAlgorithm.ECDSA,
            List.of(Bytes.of(new byte[32])),
            (key, item, raw) -> Optional.of(raw),
            "client",
            DEADLINE);

    @Test
    void only_one_worker_takes_it_and_its_result_is_the_answer() throws Exception {
        assertThat(job.take(0)).isEqualTo(1);
        assertThat(job.take(0)).isZero();

        assertThat(job.succeed(1, List.of(SIGNATURE))).isTrue();

        assertThat(job.await()).containsExactly(SIGNATURE);
        assertThat(job.succeed(1, List.of(SIGNATURE))).isFalse();
    }

    @Test
    void nobody_takes_it_after_its_deadline() {
        assertThat(job.take(DEADLINE)).isZero();
        job.expire(DEADLINE);

        assertThat(failure().reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
        assertThat(failure().asked()).isFalse();
    }

    @Test
    void at_its_deadline_in_the_token_it_may_be_signed_and_what_comes_late_is_dropped() {
        job.take(0);
        job.expire(DEADLINE);

        assertThat(job.succeed(1, List.of(SIGNATURE))).isFalse();
        assertThat(failure().reason()).isEqualTo(Reason.HSM_UNAVAILABLE);
        assertThat(failure().asked()).isTrue();
    }

    @Test
    void an_attempt_that_was_taken_away_ends_nothing_any_more() throws Exception {
        var hanging = job.take(0);
        assertThat(job.handOn(hanging, true, "hangs")).isTrue();
        var second = job.take(0);

        assertThat(job.succeed(hanging, List.of(Bytes.of(new byte[] {66})))).isFalse();
        assertThat(job.fail(hanging, new IllegalStateException())).isFalse();
        assertThat(job.handOn(hanging, false, "")).isFalse();
        assertThat(job.succeed(second, List.of(SIGNATURE))).isTrue();
        assertThat(job.await()).containsExactly(SIGNATURE);
    }

    @Test
    void that_a_token_may_have_signed_is_never_forgotten() {
        job.handOn(job.take(0), true, "C_Sign: CKR_DEVICE_ERROR");
        job.handOn(job.take(0), false, "C_SignInit: CKR_DEVICE_ERROR");

        job.expire(DEADLINE);

        assertThat(failure().asked()).isTrue();
        assertThat(failure().reason()).isEqualTo(Reason.HSM_UNAVAILABLE);
    }

    @Test
    void a_fault_that_asked_nothing_is_named_and_may_be_released() {
        job.handOn(job.take(0), false, "C_SignInit: CKR_DEVICE_ERROR");

        job.refuse(Reason.OVERLOADED, "no room");

        assertThat(failure().asked()).isFalse();
        assertThat(failure()).hasMessageContaining("CKR_DEVICE_ERROR");
    }

    @Test
    void an_interrupted_caller_gives_up() {
        Thread.currentThread().interrupt();

        var failure = failure();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.asked()).isFalse();
        assertThat(job.take(0)).isZero();
    }

    private HsmUnavailable failure() {
        return catchThrowableOfType(HsmUnavailable.class, job::await);
    }
}
