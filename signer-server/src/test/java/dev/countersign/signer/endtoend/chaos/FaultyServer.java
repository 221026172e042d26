package dev.countersign.signer.endtoend.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.FreePort;
import dev.countersign.signer.endtoend.ServerProcess;
import dev.countersign.softhsm.FaultyModule;
import dev.countersign.softhsm.SoftHsmToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A set-up with several keys on one token or on a cloned pair, behind a module that fails on demand, and its server.
final class FaultyServer implements AutoCloseable {

    static final List<String> KEYS = List.of("eth-hot", "eth-b", "eth-c", "eth-d", "eth-e");

    /// What each key may send in a day.
    static final long LIMIT = 100_000;

    private static final String LABEL = "countersign-dev";
    private static final Pattern MODULE = Pattern.compile("module: (\\S+)");
    private static final Pattern PORT = Pattern.compile("port: \\d+");
    private static final Pattern TOKENS = Pattern.compile("tokens:\n((?:  .*\n)+)");
    private static final Pattern PUBLIC_KEY = Pattern.compile("public_key: (\"[0-9a-f]+\")");

    /// A time without a server.
    @FunctionalInterface
    interface Interval {
        void pass() throws Exception;
    }

    private final Path folder;
    private final FaultyModule faulty;
    private ServerProcess process;

    private FaultyServer(Path folder, FaultyModule faulty, ServerProcess process) {
        this.folder = folder;
        this.faulty = faulty;
        this.process = process;
    }

    /// Makes what [#start] copies: `dev init`, and more keys with limits of their own.
    static void init(Path folder) throws Exception {
        ServerProcess.init(
                folder,
                policy -> policy.replace("max: \"500000\"", "max: \"" + LIMIT + "\"")
                        .replace("max: \"25\"", "max: \"10000\"")
                        .replace("max: \"1 ETH\"", "max: \"10000 ETH\""));
        var file = folder.resolve("policy.yaml");
        var policy = Files.readString(file);
        var first = policy.substring(policy.indexOf("  eth-hot:"));
        for (var id : KEYS.subList(1, KEYS.size())) {
            var configuration = folder.resolve("server.yaml").toString();
            var made =
                    ServerProcess.run("keys", "create", "--config", configuration, "--id", id, "--chain", "eip155:1");
            var key = PUBLIC_KEY.matcher(made.output());
            assertThat(key.find()).as(made.output()).isTrue();
            policy += PUBLIC_KEY.matcher(first.replace("eth-hot", id)).replaceFirst(key.group());
        }
        Files.writeString(file, policy);
    }

    /// Starts a server on a copy of `made`.
    ///
    /// @param driver as server.yaml calls it
    /// @param tokens one or two
    static FaultyServer start(Path made, Path folder, String driver, int tokens) throws Exception {
        var copied = new ProcessBuilder("cp", "-a", made.toString(), folder.toString())
                .inheritIO()
                .start();
        assertThat(copied.waitFor()).isZero();
        var softhsm = folder.resolve("softhsm2.conf");
        Files.writeString(softhsm, Files.readString(softhsm).replace(made.toString(), folder.toString()));
        var yaml = Files.readString(folder.resolve("server.yaml"));
        var module = MODULE.matcher(yaml);
        assertThat(module.find()).isTrue();
        var pins = folder.resolve("pins");
        var token = new SoftHsmToken(
                Path.of(module.group(1)),
                LABEL,
                Map.of("SOFTHSM2_CONF", softhsm.toString()),
                folder,
                pins.resolve("user.pin"),
                pins.resolve("so.pin"));
        var faulty = tokens == 1 ? FaultyModule.around(token) : FaultyModule.around(token, token.cloneAs(LABEL + "-b"));
        configure(folder, withPorts(yaml), faulty, driver);
        return new FaultyServer(folder, faulty, ServerProcess.start(folder));
    }

    /// With ports of its own, where it finds them free again when it comes back.
    private static String withPorts(String yaml) throws IOException {
        var text = new StringBuilder();
        var port = PORT.matcher(yaml);
        while (port.find()) {
            port.appendReplacement(text, "port: " + FreePort.any());
        }
        return port.appendTail(text).toString();
    }

    private static void configure(Path folder, String yaml, FaultyModule faulty, String driver) throws IOException {
        var entries = new ArrayList<String>();
        for (var token : faulty.tokens()) {
            var environment = token.environment().entrySet().stream()
                    .map(entry -> entry.getKey() + ": \"" + entry.getValue() + "\"")
                    .collect(Collectors.joining(", "));
            entries.add("""
                      - label: %s
                        module: %s
                        environment: { %s }
                        pin_file: pins/user.pin
                        driver: %s
                        sessions: { withdrawals: 4, orders: 1 }
                        call_timeout: 1s
                    """.formatted(token.label(), token.module(), environment, driver)
                    .indent(2));
        }
        Files.writeString(
                folder.resolve("server.yaml"),
                TOKENS.matcher(yaml)
                        .replaceFirst("tokens:\n" + String.join("", entries))
                        // a bit is flipped for the next signature: it shall not be a checkpoint's
                        .replace("checkpoint_every: 5s", "checkpoint_every: 1h"));
    }

    Path folder() {
        return folder;
    }

    FaultyModule faulty() {
        return faulty;
    }

    ServerProcess process() {
        return process;
    }

    List<String> labels() {
        return faulty.tokens().stream().map(SoftHsmToken::label).toList();
    }

    /// True if the server says that the token is in this state.
    boolean is(String state, String label) throws Exception {
        return metrics()
                .anyMatch(line -> line.startsWith("countersign_hsm_token_state{")
                        && line.contains("state=\"" + state + "\"")
                        && line.contains("token=\"" + label + "\"")
                        && line.endsWith(" 1.0"));
    }

    boolean allServe() throws Exception {
        for (var label : labels()) {
            if (!is("serving", label)) {
                return false;
            }
        }
        return true;
    }

    /// How many keys the server has frozen.
    long frozenKeys() throws Exception {
        return metrics()
                .filter(line -> line.startsWith("countersign_hsm_frozen_keys "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    private Stream<String> metrics() throws Exception {
        return process.monitoring("/metrics").body().lines();
    }

    /// An operator has put the right PIN there.
    void touchPin() throws IOException {
        Files.setLastModifiedTime(faulty.token().pinFile(), FileTime.from(Instant.EPOCH));
    }

    /// Stops the server and starts another, on a token that does what it is told.
    void restart() throws Exception {
        process.close();
        faulty.clear();
        process = ServerProcess.start(folder);
    }

    /// Kills the server, and starts another on what it left.
    ///
    /// @param between is done while there is none
    /// @return how long the start took
    Duration killAndStart(Interval between) throws Exception {
        process.kill();
        between.pass();
        var began = System.nanoTime();
        process = ServerProcess.start(folder);
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Override
    public void close() {
        process.close();
    }
}
