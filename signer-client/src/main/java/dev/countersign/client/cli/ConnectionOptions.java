package dev.countersign.client.cli;

import dev.countersign.client.ClientSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// Which service to ask, and as whom.
final class ConnectionOptions {

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            required = true,
            defaultValue = "${env:COUNTERSIGN_SERVER}",
            description = "The service. Default: $$COUNTERSIGN_SERVER.")
    private String server = "";

    @Option(
            names = "--tls",
            paramLabel = "DIR",
            required = true,
            defaultValue = "${env:COUNTERSIGN_TLS}",
            description = "Folder of client.crt, client.key and ca.crt. Default: $$COUNTERSIGN_TLS.")
    private Path tls = Path.of("");

    @Option(
            names = "--authority",
            paramLabel = "NAME",
            description = "The name in the server's certificate, if it is not HOST.")
    private @Nullable String authority;

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = Time.class,
            description = "How long to wait for each answer, retries included: 500ms, 10s, 2m. Default: 10s.")
    private Duration deadline = Duration.ofSeconds(10);

    /// @throws IllegalArgumentException if the server's name or the deadline is of no use
    ClientSettings settings() {
        var settings = ClientSettings.fromDirectory(tls, server).withDeadline(deadline);
        return authority == null ? settings : settings.withAuthority(authority);
    }

    /// A whole number and its unit: ms, s or m.
    static final class Time implements ITypeConverter<Duration> {

        @Override
        public Duration convert(String text) {
            if (!text.matches("[1-9][0-9]{0,8}(ms|s|m)")) {
                throw new TypeConversionException("a time is written like 500ms, 10s or 2m");
            }
            return text.endsWith("ms")
                    ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
                    : Duration.parse("PT" + text);
        }
    }
}
