package dev.countersign.signer.cli.dev;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "dev",
        description = "For development. Never for money.",
        mixinStandardHelpOptions = true,
        subcommands = {DevCommand.Init.class, PsbtCommand.class})
public final class DevCommand {

    private static final List<Path> SOFTHSM = Stream.of(
                    "/usr/lib/softhsm/libsofthsm2.so",
                    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
                    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
                    "/usr/lib64/pkcs11/libsofthsm2.so")
            .map(Path::of)
            .toList();

    private DevCommand() {}

    @Command(
            name = "init",
            description = {
                "Makes a folder with all that a server needs.",
                "In it are a SoftHSM token with random PINs (in files of mode 0600, never printed), a signing key,",
                "certificates, policy.yaml, server.yaml and an empty ledger."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example: countersign dev init /tmp/dev"})
    static final class Init implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private CommandSpec spec;

        @Parameters(paramLabel = "DIR", description = "a folder that does not exist yet, or is empty")
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private Path folder;

        @Option(
                names = "--module",
                paramLabel = "FILE",
                description = "SoftHSM's library, if it is not where Debian puts it")
        private @Nullable Path module;

        @Option(names = "--port", description = "the server's port; 0 picks a free one (default: ${DEFAULT-VALUE})")
        private int port = 7443;

        @Option(
                names = "--operator-port",
                description = "the operators' port; 0 picks a free one (default: ${DEFAULT-VALUE})")
        private int operatorPort = 7444;

        @Option(
                names = "--metrics-port",
                description = "the metrics' port; 0 picks a free one (default: ${DEFAULT-VALUE})")
        private int metricsPort = 9464;

        @Override
        public Integer call() throws Exception {
            requireEmpty();
            requirePort("--port", port);
            requirePort("--operator-port", operatorPort);
            requirePort("--metrics-port", metricsPort);
            requireModule();
            var softhsm = Optional.ofNullable(module)
                    .or(() -> SOFTHSM.stream().filter(Files::exists).findFirst())
                    .orElseThrow(() -> usage("SoftHSM is not installed; run: apt-get install softhsm2"));
            var ports = new DevFolder.Ports(free(port), free(operatorPort), free(metricsPort));
            var key = new DevFolder(folder, softhsm, ports).make();
            var out = spec.commandLine().getOut();
            out.println("made      " + folder);
            out.println("key       eth-hot  public key " + key.hex());
            out.println(
                    "clients   " + folder.resolve("clients/hot-wallet") + ", " + folder.resolve("clients/reporting"));
            out.println("operator  " + folder.resolve("operators/dev"));
            out.println("start     countersign serve --config " + folder.resolve("server.yaml"));
            return 0;
        }

        private void requireEmpty() throws IOException {
            if (!Files.exists(folder)) {
                return;
            }
            if (!Files.isDirectory(folder)) {
                throw usage(folder + " is no folder; name a fresh one");
            }
            try (var entries = Files.list(folder)) {
                if (entries.findAny().isPresent()) {
                    throw usage(folder + " is not empty; name a fresh folder");
                }
            }
        }

        private void requirePort(String option, int number) {
            if (number < 0 || number > 65_535) {
                throw usage(option + ": " + number + " is no port; give 0 to 65535");
            }
        }

        private void requireModule() {
            if (module != null && !Files.isRegularFile(module)) {
                throw usage("--module: no library at " + module);
            }
        }

        private ParameterException usage(String message) {
            return new ParameterException(spec.commandLine(), message);
        }

        private static int free(int port) throws IOException {
            if (port != 0) {
                return port;
            }
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            }
        }
    }
}
