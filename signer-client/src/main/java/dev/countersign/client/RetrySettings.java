package dev.countersign.client;

import java.time.Duration;

/// How often and how fast a call that found no server is repeated. The call's deadline bounds all attempts
/// together.
///
/// The pause before attempt n+1 is drawn evenly from the upper half of `min(maxBackoff, initialBackoff *
/// 2^(n-1))`, and is never shorter than what the server asked for.
///
/// @param maxAttempts attempts in all, at least 1; 1 means no retry
/// @param initialBackoff the longest first pause, more than zero
/// @param maxBackoff the longest pause, at least `initialBackoff`
public record RetrySettings(int maxAttempts, Duration initialBackoff, Duration maxBackoff) {

    private static final int UNBOUNDED = Integer.MAX_VALUE;
    private static final Duration INITIAL = Duration.ofMillis(50);
    private static final Duration MAX = Duration.ofSeconds(1);

    public RetrySettings {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("a call has at least one attempt, not " + maxAttempts);
        }
        if (!initialBackoff.isPositive() || maxBackoff.compareTo(initialBackoff) < 0) {
            throw new IllegalArgumentException("0 < initialBackoff <= maxBackoff does not hold");
        }
    }

    /// Until the deadline, with pauses of 50 ms growing to 1 s.
    public static RetrySettings untilDeadline() {
        return new RetrySettings(UNBOUNDED, INITIAL, MAX);
    }

    /// One attempt.
    public static RetrySettings none() {
        return new RetrySettings(1, INITIAL, MAX);
    }

    /// The pause after a number of failed attempts.
    ///
    /// @param failures at least 1
    /// @param jitter in [0, 1)
    Duration pauseAfter(int failures, double jitter) {
        var doublings = Math.min(failures - 1, 30); // beyond, any first pause has long reached the longest
        var longest = Math.min(maxBackoff.toNanos(), saturatedShift(initialBackoff.toNanos(), doublings));
        return Duration.ofNanos(longest / 2 + (long) (jitter * (longest / 2.0)));
    }

    private static long saturatedShift(long nanos, int doublings) {
        return nanos > (Long.MAX_VALUE >> doublings) ? Long.MAX_VALUE : nanos << doublings;
    }
}
