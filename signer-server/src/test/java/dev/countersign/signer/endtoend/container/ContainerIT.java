package dev.countersign.signer.endtoend.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.dockerjava.api.model.Bind;
import dev.countersign.client.Refused;
import dev.countersign.signer.endtoend.Withdrawals;
import dev.countersign.v1.Reason;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;

/// The signer as its image runs it, with SoftHSM in the place of the HSM's library, asked from outside over mTLS.
/// Each test uses nonces of its own.
@RequiresDocker
class ContainerIT {

    private static final BigInteger MILLI_ETHER = BigInteger.TEN.pow(15);
    private static final String STRANGER = "0x000000000000000000000000000000000000dead";
    private static final int EXIT_AFTER_SIGTERM = 143;

    @TempDir
    static Path clients;

    private static final String VOLUME = "countersign-it-" + UUID.randomUUID();
    private static final String TOKEN_VOLUME = VOLUME + "-token";

    private static Images images;
    private static SignerContainer signer;

    @BeforeAll
    static void start() throws Exception {
        images = Images.build();
        SignerContainer.init(images.signerOnSoftHsm(), VOLUME, clients);
        signer = SignerContainer.start(images.signerOnSoftHsm(), VOLUME);
    }

    @AfterAll
    static void remove() {
        if (signer != null) {
            signer.close();
        }
        for (var volume : List.of(VOLUME, TOKEN_VOLUME)) {
            var docker = DockerClientFactory.instance().client();
            if (docker.listVolumesCmd().exec().getVolumes().stream()
                    .anyMatch(each -> each.getName().equals(volume))) {
                docker.removeVolumeCmd(volume).exec();
            }
        }
    }

    @Test
    void a_withdrawal_is_signed_from_outside_and_an_unlisted_destination_is_refused() throws Exception {
        try (var hotWallet = signer.connect(clients, "hot-wallet")) {
            var signed = hotWallet.sign(Withdrawals.eth("inside-1", 1, MILLI_ETHER));

            assertThat(signed.getSignedPayload()).isNotEmpty();
            assertThat(signed.getRuleId()).isEqualTo("exchange-top-up");
            assertThatExceptionOfType(Refused.class)
                    .isThrownBy(() -> hotWallet.sign(Withdrawals.ethTo(STRANGER, "stranger-1", 2, MILLI_ETHER)))
                    .satisfies(
                            refused -> assertThat(refused.reason()).isEqualTo(Reason.REASON_DESTINATION_NOT_ALLOWED));
        }
    }

    @Test
    void a_stop_is_graceful_and_the_next_container_on_the_volume_knows_what_was_signed() throws Exception {
        var request = Withdrawals.eth("kept-1", 3, MILLI_ETHER);
        try (var hotWallet = signer.connect(clients, "hot-wallet")) {
            var first = hotWallet.sign(request);

            assertThat(signer.stop()).isEqualTo(EXIT_AFTER_SIGTERM);
            signer.close();
            signer = SignerContainer.start(images.signerOnSoftHsm(), VOLUME);

            try (var again = signer.connect(clients, "hot-wallet")) {
                assertThat(again.sign(request)).isEqualTo(first);
            }
        }
        var verified = signer.run("countersign", "journal", "verify", "--config", SignerContainer.CONFIGURATION);
        assertThat(verified.getStdout()).contains("journal verified");
        assertThat(verified.getExitCode()).isZero();
    }

    @Test
    void the_server_is_the_first_process_and_has_no_rights() throws Exception {
        assertThat(inside("cat", "/proc/1/cmdline")).startsWith("/opt/countersign/runtime/bin/java\0");
        assertThat(inside("cat", "/proc/1/status").lines().map(line -> line.replaceAll("\\s+", " ")))
                .contains("Uid: 10001 10001 10001 10001", "Gid: 10001 10001 10001 10001", "NoNewPrivs: 1")
                .contains("CapEff: 0000000000000000", "CapPrm: 0000000000000000", "CapBnd: 0000000000000000");
        assertThat(inside("cat", "/proc/1/limits").lines())
                .anySatisfy(line -> assertThat(line).matches("Max core file size +0 +0 +bytes *"));
    }

    /// A JVM with the server's own options says where it has its classes from.
    @Test
    void a_start_maps_the_cache_that_the_build_made() throws Exception {
        var server = inside("cat", "/proc/1/cmdline");
        var options = server.substring(0, server.indexOf("serve\0")).split("\0");
        var command = Stream.concat(Stream.of(options), Stream.of("serve", "--help"))
                .collect(Collectors.toCollection(ArrayList::new));
        command.add(1, "-Xlog:class+load");

        assertThat(inside(command.toArray(String[]::new)))
                .contains("dev.countersign.signer.SignerServer source: shared objects file");
        assertThat(inside("stat", "--format=%u %a", "/opt/countersign/cache", "/opt/countersign/cache/serve.aot"))
                .isEqualTo("0 755\n0 644");
    }

    @Test
    void nothing_but_the_volume_is_kept_and_no_scratch_folder_is_executable() throws Exception {
        // to the server's user, wherever it looks; what it may not look into it cannot write to
        var writable = signer.run("find", "/", "-path", "/proc", "-prune", "-o", "-type", "d", "-writable", "-print");
        var mounts = inside("cat", "/proc/1/mounts");

        assertThat(writable.getStdout().lines().filter(folder -> !folder.startsWith(SignerContainer.STATE)))
                .contains("/tmp")
                .allSatisfy(folder -> assertThat(mounts).containsPattern(" " + folder + " \\w+ rw,\\S*noexec"));
        assertThat(mounts).containsPattern(" / overlay ro,");
        assertThat(inside("ls", "-A", "/tmp")).isEmpty();
        assertThat(inside("ls", "/opt/countersign/native"))
                .contains("libsqlitejdbc.so", "libsecp256k1-jni.so", "libio_grpc_netty_shaded_netty_tcnative");
    }

    @Test
    void the_memory_of_the_server_is_closed_to_its_own_user() throws Exception {
        for (var view : List.of("/proc/1/maps", "/proc/1/mem", "/proc/1/environ")) {
            var result = signer.run("cat", view);

            assertThat(result.getExitCode()).as(view).isNotZero();
            assertThat(result.getStderr()).contains("Permission denied");
        }
    }

    @Test
    void the_production_image_has_no_soft_hsm_and_runs() {
        var search = List.of("sh", "-c", "find / -xdev -iname '*softhsm*' 2>/dev/null; echo searched");
        assertThat(once(images.signerOnSoftHsm(), VOLUME + ":/mnt", search, List.of()))
                .contains("/libsofthsm2.so\n"); // the search finds it where it is
        assertThat(once(images.signer(), VOLUME + ":/mnt", search, List.of())).isEqualTo("searched\n");

        assertThat(once(images.signer(), VOLUME + ":/mnt", List.of(), List.of("--version")))
                .startsWith("countersign ");
        var configuration = Objects.requireNonNull(DockerClientFactory.instance()
                .client()
                .inspectImageCmd(images.signer())
                .exec()
                .getConfig());
        assertThat(configuration.getUser()).isEqualTo("10001:10001");
        assertThat(configuration.getLabels()).containsEntry("org.opencontainers.image.version", "it");
    }

    @Test
    void the_token_container_makes_a_token_once_and_keeps_it() throws Exception {
        var first = token("softhsm2-util", "--show-slots");
        assertThat(first).containsPattern("Label: +countersign").containsPattern("User PIN init\\.: +yes");
        assertThat(token("softhsm2-util", "--show-slots")).isEqualTo(first);

        var pins = token("find", "/var/lib/token/pins", "-type", "f", "-printf", "%f %m %U %s\n");
        assertThat(pins.lines()).containsExactlyInAnyOrder("user.pin 600 10001 32", "so.pin 600 10001 32");
    }

    private static String inside(String... command) throws IOException, InterruptedException {
        var result = signer.run(command);
        assertThat(result.getExitCode()).as(result.getStderr()).isZero();
        return result.getStdout().strip();
    }

    private static String token(String... command) {
        return once(images.softHsm(), TOKEN_VOLUME + ":/var/lib/token", List.of(), List.of(command));
    }

    /// Runs one command in a fresh container and returns what it prints on standard output.
    private static String once(String image, String volume, List<String> entrypoint, List<String> arguments) {
        try (var container = SignerContainer.hardened(image, Bind.parse(volume))) {
            container
                    .withStartupCheckStrategy(new OneShotStartupCheckStrategy().withTimeout(Duration.ofMinutes(3)))
                    .withCommand(arguments.toArray(String[]::new));
            if (!entrypoint.isEmpty()) {
                container.withCreateContainerCmdModifier(create -> create.withEntrypoint(entrypoint));
            }
            container.start();
            return container.getLogs(org.testcontainers.containers.output.OutputFrame.OutputType.STDOUT);
        }
    }
}
