package dev.countersign.softhsm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// What a token signs with nothing above it but a loop in C (`raw_sign.c`, one session a thread).
///
/// @param perSecond signatures a second, all threads together
/// @param p50Micros median time of C_SignInit + C_Sign, microseconds, to within 4 %
/// @param p99Micros its 99th percentile
/// @param cpuMicros CPU time of the process for each signature, microseconds
/// @param signatures how many were measured
public record RawSign(double perSecond, double p50Micros, double p99Micros, double cpuMicros, long signatures) {

    /// What to sign 32 bytes with. Over ECDSA they are the digest, over the others the message.
    public enum Mechanism {
        ECDSA,
        EDDSA,
        RSA_PKCS1_SHA256,
        RSA_PSS_SHA256,
        HMAC_SHA256,
        HMAC_SHA384,
        HMAC_SHA512
    }

    /// Measures in a process of its own.
    ///
    /// @throws IllegalStateException if it does not end well, with what it said
    public static RawSign run(
            SoftHsmToken token, String keyLabel, Mechanism mechanism, int threads, Duration warmUp, Duration measured) {
        try {
            var directory = Files.createTempDirectory(token.directory(), "raw-");
            var builder = new ProcessBuilder(
                    NativePart.copy("raw_sign", directory).toString(),
                    token.module().toString(),
                    token.label(),
                    token.pinFile().toString(),
                    keyLabel,
                    mechanism.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    Integer.toString(threads),
                    seconds(warmUp),
                    seconds(measured));
            builder.environment().putAll(token.environment());
            var process = builder.redirectErrorStream(true).start();
            var output = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IllegalStateException("raw_sign ended badly: " + output);
            }
            return new RawSign(
                    number(output, "per_second"),
                    number(output, "p50_us"),
                    number(output, "p99_us"),
                    number(output, "cpu_us"),
                    (long) number(output, "signatures"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while raw_sign ran", e);
        }
    }

    private static String seconds(Duration duration) {
        return Double.toString(duration.toNanos() / 1e9);
    }

    private static double number(String json, String name) {
        var matcher = Pattern.compile("\"" + name + "\":([0-9.]+)").matcher(json);
        if (!matcher.find()) {
            throw new IllegalStateException("raw_sign said: " + json);
        }
        return Double.parseDouble(matcher.group(1));
    }
}
