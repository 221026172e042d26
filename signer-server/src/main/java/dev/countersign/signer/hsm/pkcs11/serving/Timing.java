package dev.countersign.signer.hsm.pkcs11.serving;

import java.time.Duration;
import java.util.List;

/// How long is waited for what, but for what the settings say.
///
/// @param lookEvery between two looks at an idle token
/// @param sweepEvery how late a deadline or a hang may be noticed
/// @param healing how long requests wait for a token that is being opened again
/// @param backoff before each attempt to open a token again; the last one repeats
/// @param steady how long an epoch must last to be no failure when it is lost, and to make earlier ones forgotten
/// though nothing was signed in it
/// @param disturbing between two reinitialisations of a module that disturb a token that serves
/// @param draining how long an operator's drain, or the stop of the server, waits for what is under way
/// @param fatal how long a hanging call may keep all tokens from serving
public record Timing(
        Duration lookEvery,
        Duration sweepEvery,
        Duration healing,
        List<Duration> backoff,
        Duration steady,
        Duration disturbing,
        Duration draining,
        Duration fatal) {

    /// What production uses.
    public static final Timing STANDARD = new Timing(
            Duration.ofSeconds(1),
            Duration.ofMillis(100),
            Duration.ofSeconds(2),
            List.of(
                    Duration.ZERO,
                    Duration.ofMillis(100),
                    Duration.ofMillis(300),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(5)),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60));

    public Timing {
        backoff = List.copyOf(backoff);
    }

    /// Before the attempt that follows so many failures.
    Duration backoff(int failures) {
        return backoff.get(Math.min(failures, backoff.size() - 1));
    }
}
