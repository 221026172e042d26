package dev.countersign.signer.endtoend.container;

import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.Ulimit;
import dev.countersign.client.ClientSettings;
import dev.countersign.client.SigningClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/// A signer in a container, run as deploy/README.md says: no rights, nothing to write but its volume and a scratch
/// folder where nothing can be executed.
final class SignerContainer implements AutoCloseable {

    /// Where the volume is mounted that outlives the container.
    static final String STATE = "/var/lib/countersign";

    static final String CONFIGURATION = STATE + "/dev/server.yaml";

    private static final int SIGNING_PORT = 7443;
    private static final int METRICS_PORT = 9464;
    private static final int DRAIN_SECONDS = 70;

    private final GenericContainer<?> container;

    private SignerContainer(GenericContainer<?> container) {
        this.container = container;
    }

    /// Makes a development set-up in `volume`, listening on every address of its container, and copies what its
    /// clients need to `clients`.
    static void init(String image, String volume, Path clients) throws IOException {
        try (var once = hardened(image, Bind.parse(volume + ":" + STATE))
                .withCommand("dev", "init", STATE + "/dev")
                .withStartupCheckStrategy(new OneShotStartupCheckStrategy().withTimeout(Duration.ofMinutes(3)))) {
            once.start();
            listenEverywhere(once, clients);
            for (var name : List.of("hot-wallet", "reporting")) {
                var folder = Files.createDirectories(clients.resolve(name));
                for (var file : List.of("ca.crt", "client.crt", "client.key")) {
                    once.copyFileFromContainer(
                            STATE + "/dev/clients/" + name + "/" + file,
                            folder.resolve(file).toString());
                }
            }
        }
    }

    private static void listenEverywhere(GenericContainer<?> container, Path scratch) throws IOException {
        var file = scratch.resolve("server.yaml");
        container.copyFileFromContainer(CONFIGURATION, file.toString());
        Files.writeString(file, Files.readString(file).replace("address: 127.0.0.1", "address: 0.0.0.0"));
        container
                .getDockerClient()
                .copyArchiveToContainerCmd(container.getContainerId())
                .withHostResource(file.toString())
                .withRemotePath(STATE + "/dev")
                .exec();
    }

    /// Starts a signer on what [#init] made, and waits until it serves.
    static SignerContainer start(String image, String volume) {
        var container = hardened(image, Bind.parse(volume + ":" + STATE))
                .withCommand("serve", "--config", CONFIGURATION)
                .withExposedPorts(SIGNING_PORT, METRICS_PORT)
                .waitingFor(Wait.forHttp("/ready").forPort(METRICS_PORT).withStartupTimeout(Duration.ofMinutes(3)));
        container.start();
        return new SignerContainer(container);
    }

    /// A container of any of our images with no rights at all.
    static GenericContainer<?> hardened(String image, Bind state) {
        return new GenericContainer<>(DockerImageName.parse(image))
                .withCreateContainerCmdModifier(
                        create -> harden(Objects.requireNonNull(create.getHostConfig()), state));
    }

    private static void harden(HostConfig host, Bind state) {
        host.withReadonlyRootfs(true)
                .withTmpFs(Map.of("/tmp", "size=16m"))
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges"))
                .withUlimits(List.of(new Ulimit("core", 0L, 0L)))
                .withBinds(state)
                .withPublishAllPorts(false)
                .withPortBindings(onLoopback(SIGNING_PORT), onLoopback(METRICS_PORT));
    }

    private static PortBinding onLoopback(int port) {
        return new PortBinding(Ports.Binding.bindIp("127.0.0.1"), ExposedPort.tcp(port));
    }

    /// A client outside the container, with the files that [#init] copied.
    SigningClient connect(Path clients, String name) throws IOException {
        return SigningClient.connect(ClientSettings.fromDirectory(
                clients.resolve(name), container.getHost() + ":" + container.getMappedPort(SIGNING_PORT)));
    }

    /// Runs a command beside the server.
    ExecResult run(String... command) throws IOException, InterruptedException {
        return container.execInContainer(command);
    }

    String log() {
        return container.getLogs();
    }

    /// What `docker stop` does: SIGTERM, and time to drain.
    ///
    /// @return the exit code of the server
    long stop() {
        var docker = container.getDockerClient();
        docker.stopContainerCmd(container.getContainerId())
                .withTimeout(DRAIN_SECONDS)
                .exec();
        return Objects.requireNonNull(
                container.getCurrentContainerInfo().getState().getExitCodeLong());
    }

    /// Removes the container; the volume stays.
    @Override
    public void close() {
        container.close();
    }
}
