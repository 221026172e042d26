package dev.countersign.signer.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.countersign.signer.endtoend.bench.TemporaryFolder;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The JVM of the children of tests. There are hundreds, and each lives for seconds: so they start fast rather than run
/// fast, and those of a packaged build from a cache of what a server loads, as the image has it
/// (docs/decisions/0017). The first child makes it.
final class ChildJvm {

    private static final List<String> FAST_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final List<Path> CLASS_PATH = Arrays.stream(
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                            .split(File.pathSeparator, -1))
            .map(Path::of)
            .toList();

    private static final List<Path> JARS =
            CLASS_PATH.stream().filter(Files::isRegularFile).toList();

    /// Empty where classes lie in folders, as in an IDE; the tests' own do always, and no child needs them.
    private static final Optional<Path> CACHE =
            CLASS_PATH.size() - JARS.size() > 1 ? Optional.empty() : Optional.of(cache());

    private ChildJvm() {}

    /// The command line of one of Countersign's commands, which starts fast.
    static List<String> command(String... arguments) {
        return CACHE.map(cache -> line(fastStart("-XX:AOTCache=" + cache), JARS, arguments))
                .orElseGet(() -> line(FAST_START, CLASS_PATH, arguments));
    }

    /// The same with other options.
    static List<String> command(List<String> options, String... arguments) {
        return line(options, CLASS_PATH, arguments);
    }

    private static List<String> fastStart(String option) {
        return Stream.concat(FAST_START.stream(), Stream.of(option)).toList();
    }

    private static List<String> line(List<String> options, List<Path> classes, String... arguments) {
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("--enable-native-access=ALL-UNNAMED");
        line.addAll(options);
        line.add("-cp");
        line.add(classes.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        line.add("dev.countersign.signer.cli.Countersign");
        line.addAll(List.of(arguments));
        return line;
    }

    private static Path cache() {
        var cache = JARS.getFirst().resolveSibling("children.aot");
        try (var lock = FileChannel.open(cache.resolveSibling("children.lock"), CREATE, WRITE);
                var _ = lock.lock()) { // tests run in several processes
            if (!isNewerThanJars(cache)) {
                make(cache);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cache;
    }

    private static boolean isNewerThanJars(Path cache) throws IOException {
        if (!Files.exists(cache)) {
            return false;
        }
        var made = Files.getLastModifiedTime(cache);
        for (var jar : JARS) {
            if (Files.getLastModifiedTime(jar).compareTo(made) >= 0) {
                return false;
            }
        }
        return true;
    }

    /// Has a server start and stop, which writes the cache as it ends.
    private static void make(Path cache) throws IOException {
        try (var folder = new TemporaryFolder("children")) {
            var dev = folder.path().resolve("dev");
            var log = folder.path().resolve("log");
            var made = folder.path().resolve("children.aot");
            var init = line(
                    FAST_START,
                    JARS,
                    "dev",
                    "init",
                    dev.toString(),
                    "--port",
                    "0",
                    "--operator-port",
                    "0",
                    "--metrics-port",
                    "0");
            var serve = line(fastStart("-XX:AOTCacheOutput=" + made), JARS, "serve", "--config", dev + "/server.yaml");

            end(new ProcessBuilder(init)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start());
            var server = new ProcessBuilder(serve).redirectError(log.toFile()).start();
            try (var out = server.inputReader(UTF_8)) {
                var _ = out.lines().anyMatch(line -> line.startsWith("serving on "));
                server.destroy();
                end(server);
            }
            if (!Files.exists(made)) {
                throw new AssertionError("no server could be started to make a cache: " + Files.readString(log));
            }
            Files.move(made, cache, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void end(Process process) {
        process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
