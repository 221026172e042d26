package dev.countersign.signer.endtoend;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import dev.countersign.client.SigningClient;
import dev.countersign.signer.ServerConfig;
import dev.countersign.signer.hsm.pkcs11.RawSigner;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// `make bench`: what the token can do at most, and what a client gets through the whole path, in one run on one
/// token and one key: mTLS, strict decoding, policy, durable commits (fsync) before and after, verification of every
/// signature.
final class SigningBenchmark {

    private static final String KIND = "secp256k1";

    private final List<BenchmarkRow> rows = new ArrayList<>();
    private final AtomicLong nonces = new AtomicLong();

    /// Runs it all and writes the rows to the file that `args` names.
    public static void main(String[] args) throws Exception {
        var folder = Files.createTempDirectory("countersign-bench");
        new SigningBenchmark().run(folder.resolve("dev"), Path.of(args[0]));
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void run(Path folder, Path json) throws Exception {
        // Limits so wide that the load does not reach them; they are counted all the same.
        ServerProcess.init(
                folder,
                policy -> policy.replace("max: \"25\"", "max: \"1000000000\"")
                        .replace("max: \"1 ETH\"", "max: \"1000000000 ETH\""));
        System.out.println(BenchmarkRow.HEADER);
        raw(folder);
        var ceiling = rows.stream().mapToDouble(BenchmarkRow::perSecond).max().orElseThrow();
        try (var server = ServerProcess.startForSpeed(folder);
                var client = server.connect("hot-wallet")) {
            rpc(client, 64); // not a row: the JVMs compile what they run, and the first ten seconds measure that
            for (var inFlight : new int[] {1, 8, 64}) {
                add(rpc(client, inFlight).against(ceiling));
            }
        }
        write(json, ceiling);
    }

    private BenchmarkRow rpc(SigningClient client, int inFlight) throws Exception {
        return Load.run("sign", KIND, "rpc", inFlight, Thread.ofVirtual().factory(), () -> () -> {
            var nonce = nonces.getAndIncrement();
            return client.sign(Withdrawals.eth("bench-" + nonce, nonce, BigInteger.ONE));
        });
    }

    private void raw(Path folder) throws Exception {
        try (var token =
                RawSigner.open(ServerConfig.load(folder.resolve("server.yaml")).token(), "eth-hot")) {
            for (var threads : new int[] {1, 2}) {
                add(Load.run(
                        "C_Sign", KIND, "raw", threads, Thread.ofPlatform().factory(), () -> token.newSession()::sign));
            }
        }
    }

    private void add(BenchmarkRow row) {
        rows.add(row);
        System.out.println(row.line());
    }

    private void write(Path json, double ceiling) throws Exception {
        var list = new JsonArray();
        rows.forEach(row -> list.add(row.against(ceiling).json()));
        Files.createDirectories(json.toAbsolutePath().getParent());
        Files.writeString(json, new GsonBuilder().setPrettyPrinting().create().toJson(list) + "\n");
        System.out.println("written: " + json);
    }
}
