package dev.countersign.signer.endtoend.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.client.RetrySettings;
import dev.countersign.client.SigningClient;
import dev.countersign.signer.decode.bitcoin.psbt.SpendingPsbt;
import dev.countersign.signer.endtoend.BitcoinSetUp;
import dev.countersign.signer.endtoend.ServerProcess;
import dev.countersign.signer.model.Bytes;
import dev.countersign.v1.SignRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/// `make bench-flood`: what a server with the launcher's options holds in memory while one client has 256 PSBTs of
/// 1 MiB under way, does not wait, and sends another for each that is answered.
final class FloodBenchmark {

    private static final int UNDER_WAY = 256;
    private static final int CALLS = 4_000;
    private static final int BESIDES = 1024 * 1024 / 10 - 200;

    /// A collection's line: before, after.
    private static final Pattern COLLECTED = Pattern.compile("Pause \\S+.* (\\d+)M->(\\d+)M\\(");

    private FloodBenchmark() {}

    public static void main(String[] args) throws Exception {
        var folder = Files.createTempDirectory("countersign-flood");
        try {
            run(folder);
        } finally {
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void run(Path temporary) throws Exception {
        var folder = temporary.resolve("dev");
        ServerProcess.init(folder, policy -> policy);
        var hot = BitcoinSetUp.create(folder, "btc-hot");
        BitcoinSetUp.allow(folder, Map.of("btc-hot", hot), "1000");
        var collections = folder.resolve("gc.log");
        var server = ServerProcess.startForSpeed(folder, "-Xlog:gc:file=" + collections);
        try (var client = SigningClient.connect(server.settings("hot-wallet").withRetry(RetrySettings.none()))) {
            client.getKey("btc-hot");
            var before = kib(server.pid(), "VmRSS");
            var signed = flood(server, client, hot);
            System.out.printf("%d calls, %d under way, %d signed%n", CALLS, UNDER_WAY, signed);
            if (server.alive()) {
                var most = kib(server.pid(), "VmHWM");
                System.out.printf("memory of the process: %d MiB before, %d MiB at most%n", before / 1024, most / 1024);
            } else { // -XX:+ExitOnOutOfMemoryError ends it with 3
                System.out.printf("the server is dead: exit code %d%n", server.awaitExit(Duration.ofSeconds(1)));
            }
            System.out.printf("heap after a collection: %d MiB at most%n", mostAfterCollection(collections));
        } finally {
            server.close();
        }
    }

    /// @return how many were signed
    private static int flood(ServerProcess server, SigningClient client, Bytes hot) throws InterruptedException {
        var places = new Semaphore(UNDER_WAY);
        var signed = new AtomicInteger();
        for (var i = 0; i < CALLS && server.alive(); i++) {
            places.acquire();
            var _ = client.signAsync(request(hot, i)).whenComplete((_, failure) -> {
                if (failure == null) {
                    signed.incrementAndGet();
                }
                places.release();
            });
        }
        places.acquire(UNDER_WAY);
        return signed.get();
    }

    private static SignRequest request(Bytes hot, int salt) {
        var psbt = new SpendingPsbt()
                .besides(BESIDES)
                .p2wpkh(hot, salt)
                .pay(BitcoinSetUp.EXCHANGE, 95_000)
                .bytes();
        return BitcoinSetUp.request("flood-" + salt, "btc-hot", psbt, false);
    }

    private static long kib(long pid, String what) throws Exception {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status"), UTF_8).stream()
                .filter(line -> line.startsWith(what + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    private static int mostAfterCollection(Path log) throws Exception {
        return Files.readAllLines(log).stream()
                .map(COLLECTED::matcher)
                .filter(line -> line.find())
                .mapToInt(line -> Integer.parseInt(line.group(2)))
                .max()
                .orElse(0);
    }
}
