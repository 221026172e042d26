package dev.countersign.signer.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.client.ClientSettings;
import dev.countersign.client.SigningClient;
import dev.countersign.v1.SigningServiceGrpc;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// A real server in a process of its own, on a development set-up of its own: it can be killed.
public final class ServerProcess implements AutoCloseable {

    private static final Pattern OPERATOR_PORT = Pattern.compile("operator:\\s+listen: .*port: (\\d+)");
    private static final Pattern METRICS_PORT = Pattern.compile("metrics: .*port: (\\d+)");

    private final Path folder;
    private final Process process;
    private final Path log;
    private final String address;

    private ServerProcess(Path folder, Process process, Path log, String address) {
        this.folder = folder;
        this.process = process;
        this.log = log;
        this.address = address;
    }

    /// Makes a development set-up in `folder`, its policy changed by `policy`.
    public static void init(Path folder, UnaryOperator<String> policy) throws Exception {
        var result =
                run("dev", "init", folder.toString(), "--port", "0", "--operator-port", "0", "--metrics-port", "0");
        if (result.exitCode() != 0) {
            throw new AssertionError("dev init failed: " + result.output());
        }
        var file = folder.resolve("policy.yaml");
        Files.writeString(file, policy.apply(Files.readString(file)));
    }

    /// Starts a server and waits until it serves. Short-lived, so it starts fast rather than running fast.
    public static ServerProcess start(Path folder) throws Exception {
        return start(folder, Map.of());
    }

    /// The same, with more in its environment.
    public static ServerProcess start(Path folder, Map<String, String> environment) throws Exception {
        return start(folder, ChildJvm::command, environment);
    }

    /// Starts a server with the launcher's options for `serve`, and others beside.
    public static ServerProcess startForSpeed(Path folder, String... more) throws Exception {
        var options = new ArrayList<>(launcherOptions());
        options.addAll(List.of(more));
        return start(folder, arguments -> ChildJvm.command(options, arguments), Map.of());
    }

    /// The lines of `bin/serve.jvm` that are no comments.
    private static List<String> launcherOptions() throws IOException {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            var file = folder.resolve("bin/serve.jvm");
            if (Files.exists(file)) {
                return Files.readAllLines(file).stream()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .toList();
            }
        }
        throw new AssertionError("bin/serve.jvm is in no folder above this one");
    }

    private static ServerProcess start(
            Path folder, Function<String[], List<String>> jvm, Map<String, String> environment) throws Exception {
        var log = Files.createTempFile(folder, "server", ".log");
        var builder = new ProcessBuilder(jvm.apply(new String[] {"serve", "--config", folder + "/server.yaml"}));
        builder.environment().putAll(environment);
        var process = builder.redirectError(log.toFile()).start();
        var out = process.inputReader(UTF_8);
        for (var line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("serving on ")) {
                return new ServerProcess(folder, process, log, line.substring("serving on ".length()));
            }
        }
        throw new AssertionError("the server did not start: " + Files.readString(log));
    }

    /// Adds settings to a development set-up's server.yaml.
    public static void configure(Path folder, String yaml) throws IOException {
        Files.writeString(folder.resolve("server.yaml"), yaml, StandardOpenOption.APPEND);
    }

    /// One command, to its end.
    public record Result(int exitCode, String output) {}

    public static Result run(String... arguments) throws IOException, InterruptedException {
        var process = new ProcessBuilder(ChildJvm.command(arguments))
                .redirectErrorStream(true)
                .start();
        // one that does not end by itself must not hold the tests: killed, its exit code is none of ours
        var _ = process.onExit().orTimeout(60, TimeUnit.SECONDS).exceptionally(_ -> process.destroyForcibly());
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Result(process.waitFor(), output);
    }

    /// The command line of one command.
    public static List<String> command(String... arguments) {
        return ChildJvm.command(arguments);
    }

    /// Verifies the journal with the command, and returns what it prints.
    public static Result verifyJournal(Path folder) throws IOException, InterruptedException {
        return run("journal", "verify", "--config", folder + "/server.yaml");
    }

    public SigningClient connect(String client) throws IOException {
        return SigningClient.connect(settings(client));
    }

    public ClientSettings settings(String client) throws IOException {
        return ClientSettings.fromDirectory(folder.resolve("clients").resolve(client), address);
    }

    Path folder() {
        return folder;
    }

    String address() {
        return address;
    }

    String host() {
        return address.substring(0, address.lastIndexOf(':'));
    }

    int port() {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /// Where operators connect.
    String operatorAddress() throws IOException {
        var port = OPERATOR_PORT.matcher(Files.readString(folder.resolve("server.yaml")));
        if (!port.find()) {
            throw new AssertionError("no operator port is configured");
        }
        return "127.0.0.1:" + port.group(1);
    }

    /// As whom the operator of the set-up connects.
    ClientSettings operatorSettings() throws IOException {
        return ClientSettings.fromDirectory(folder.resolve("operators/dev"), operatorAddress());
    }

    /// Runs a command of `hsm` as the operator of the set-up.
    Result operator(String command, String... arguments) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of(command));
        line.addAll(List.of(arguments));
        return operatorCommand("hsm", line.toArray(String[]::new));
    }

    /// The same for an operator's command about policies.
    Result governance(String... arguments) throws IOException, InterruptedException {
        return operatorCommand("governance", arguments);
    }

    /// The same for one of the commands that stop or slow signing.
    Result lever(String command, String... arguments) throws IOException, InterruptedException {
        return operatorCommand(command, arguments);
    }

    /// The same for an operator's command about prices.
    Result prices(String... arguments) throws IOException, InterruptedException {
        return operatorCommand("prices", arguments);
    }

    /// The same for an operator's command about observations.
    Result observation(String... arguments) throws IOException, InterruptedException {
        return operatorCommand("observation", arguments);
    }

    private Result operatorCommand(String group, String... arguments) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of(group));
        line.addAll(List.of(arguments));
        var tls = folder.resolve("operators/dev").toString();
        line.addAll(List.of("--server", operatorAddress(), "--tls", tls, "--deadline", "30s"));
        return run(line.toArray(String[]::new));
    }

    /// Asks the monitoring listener.
    public HttpResponse<String> monitoring(String path) throws IOException, InterruptedException {
        var port = METRICS_PORT.matcher(Files.readString(folder.resolve("server.yaml")));
        if (!port.find()) {
            throw new AssertionError("no metrics port is configured");
        }
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.group(1) + path));
            return http.send(request.build(), BodyHandlers.ofString());
        }
    }

    /// What the health service says to the hot wallet.
    ServingStatus health() throws IOException {
        return health(address, folder.resolve("clients/hot-wallet"), SigningServiceGrpc.SERVICE_NAME);
    }

    /// What the health service at `address` says of `service` to whom `files` identify.
    static ServingStatus health(String address, Path files, String service) throws IOException {
        var credentials = credentials(files);
        var channel = Grpc.newChannelBuilder(address, credentials).build();
        try {
            return HealthGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(10, TimeUnit.SECONDS)
                    .check(HealthCheckRequest.newBuilder().setService(service).build())
                    .getStatus();
        } finally {
            channel.shutdownNow();
        }
    }

    /// TLS as whom `files` identify.
    static ChannelCredentials credentials(Path files) throws IOException {
        return TlsChannelCredentials.newBuilder()
                .trustManager(files.resolve("ca.crt").toFile())
                .keyManager(
                        files.resolve("client.crt").toFile(),
                        files.resolve("client.key").toFile())
                .build();
    }

    public long pid() {
        return process.pid();
    }

    public String log() throws IOException {
        return Files.readString(log);
    }

    public boolean alive() {
        return process.isAlive();
    }

    /// Waits until it ends by itself, and says with which exit code.
    public int awaitExit(Duration patience) {
        return process.onExit()
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .join()
                .exitValue();
    }

    /// SIGKILL: no shutdown hook runs.
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /// SIGTERM, and waits.
    @Override
    public void close() {
        process.destroy();
        try {
            process.onExit().orTimeout(40, TimeUnit.SECONDS).join();
        } catch (CompletionException late) {
            kill();
            throw new AssertionError("the server did not stop", late);
        }
    }
}
