package dev.countersign.signer.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Every target, and how Jazzer is set on one. Run from the module's folder.
final class FuzzTargets {

    static final List<Class<?>> ALL = List.of(
            AddressFuzz.class,
            BitcoinTransactionFuzz.class,
            CallFuzz.class,
            ConditionFuzz.class,
            EthereumTransactionFuzz.class,
            JournalEntryFuzz.class,
            PolicyFuzz.class,
            PsbtFuzz.class,
            ServerConfigFuzz.class,
            TypedDataFuzz.class);

    private static final Path SEEDS = Path.of("src/test/fuzz");

    private FuzzTargets() {}

    /// The kept inputs of a target.
    static List<Path> seeds(Class<?> target) throws IOException {
        try (var files = Files.list(folder(target))) {
            return files.sorted().toList();
        }
    }

    /// Where the kept inputs of a target are.
    static Path folder(Class<?> target) {
        return SEEDS.resolve(target.getSimpleName());
    }

    /// Where the long runs of a target keep theirs.
    static Path corpus(Class<?> target) {
        return Path.of("target/fuzz").resolve(target.getSimpleName()).resolve("corpus");
    }

    /// Fuzzes in a process of its own, because a fuzzer takes the whole of one: an input may take two seconds and 1
    /// GiB.
    ///
    /// @param corpus a folder of inputs that earlier runs found worth keeping; this one adds to it
    /// @param seeds a folder of inputs to begin with
    /// @param bounds libFuzzer's options that end it, such as `-runs=20000` or `-max_total_time=60`
    /// @param output receives what it prints
    /// @return true if nothing was found; else the input lies in `target/fuzz/TARGET` as `crash-…`
    static boolean fuzz(Class<?> target, Path corpus, Path seeds, List<String> bounds, ProcessBuilder.Redirect output)
            throws IOException, InterruptedException {
        var work = Files.createDirectories(Path.of("target/fuzz").resolve(target.getSimpleName()));
        Files.createDirectories(corpus);
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+EnableDynamicAgentLoading",
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.getName(),
                "--instrumentation_includes=dev.countersign.**",
                "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.**",
                "--reproducer_path=" + work,
                "-artifact_prefix=" + work + "/",
                "-timeout=10"));
        command.addAll(bounds);
        command.add(corpus.toString());
        command.add(seeds.toString());
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        try {
            return process.waitFor() == 0;
        } finally {
            process.destroyForcibly();
        }
    }
}
