package dev.countersign.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a signing service is, and how to call it.
///
/// @param target `host:port`; an IPv6 host in brackets
/// @param tls who we are and whom we trust
/// @param deadline for one call with all its attempts, more than zero
/// @param retry what happens while no server answers
/// @param authority the name that the server's certificate must carry, where it differs from the target's
///     host; null otherwise
public record ClientSettings(
        String target,
        TlsFiles tls,
        Duration deadline,
        RetrySettings retry,
        @Nullable String authority) {

    private static final Pattern TARGET = Pattern.compile("(?:\\[([0-9a-fA-F:.%]+)]|([^:/\\s\\[\\]]+)):([0-9]{1,5})");
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    public ClientSettings {
        var form = TARGET.matcher(target);
        if (!form.matches() || !isPort(Integer.parseInt(form.group(3)))) {
            throw new IllegalArgumentException("a server is named host:port, for example signer.example:8443");
        }
        if (!deadline.isPositive()) {
            throw new IllegalArgumentException("a deadline is more than zero");
        }
    }

    /// The TLS files `client.crt`, `client.key` and `ca.crt` of `directory`, a deadline of 10 s, retries
    /// until it.
    public static ClientSettings fromDirectory(Path directory, String target) {
        return new ClientSettings(target, TlsFiles.in(directory), DEADLINE, RetrySettings.untilDeadline(), null);
    }

    /// The same settings with another deadline.
    public ClientSettings withDeadline(Duration each) {
        return new ClientSettings(target, tls, each, retry, authority);
    }

    /// The same settings with other retries.
    public ClientSettings withRetry(RetrySettings other) {
        return new ClientSettings(target, tls, deadline, other, authority);
    }

    /// The same settings, expecting `name` in the server's certificate instead of the target's host.
    public ClientSettings withAuthority(String name) {
        return new ClientSettings(target, tls, deadline, retry, name);
    }

    String host() {
        var form = parsed();
        return form.group(1) == null ? form.group(2) : form.group(1);
    }

    int port() {
        return Integer.parseInt(parsed().group(3));
    }

    private Matcher parsed() {
        var form = TARGET.matcher(target);
        if (!form.matches()) {
            throw new AssertionError("checked by the constructor");
        }
        return form;
    }

    private static boolean isPort(int number) {
        return number >= 1 && number <= 65535;
    }
}
