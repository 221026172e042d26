package dev.countersign.signer.endtoend.bench;

import dev.countersign.softhsm.FaultyModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;

/// `make bench`: what a token can do at most, what the drivers make of it, and what a client gets through the whole
/// path, on one token and side by side: mTLS, strict decoding, policy, durable commits (fsync) before and after,
/// verification of every signature. Then the same with a token that takes its time.
final class SigningBenchmark {

    private SigningBenchmark() {}

    /// Runs it all and writes the rows to the file that the first of `args` names. A second one, `quick`, is for
    /// trying it out.
    public static void main(String[] args) throws Exception {
        var plan = Arrays.asList(args).contains("quick") ? Plan.quick() : Plan.full();
        var folder = Files.createTempDirectory("countersign-bench");
        try {
            run(plan, DevSetUp.make(folder.resolve("dev")), Path.of(args[0]));
        } finally {
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        System.exit(0); // SunPKCS11 has threads of its own
    }

    private static void run(Plan plan, DevSetUp setUp, Path json) throws Exception {
        var report = new Report();
        var nonces = new Nonces();
        try (var token = setUp.open(setUp.token())) {
            var contest = new Contest(plan, setUp.token(), token, setUp.keys());
            new DriverBenchmark(plan, report, contest).run();
            Parts parts;
            try (var service = Service.start(setUp.folder(), nonces)) {
                new RpcBenchmark(plan, report, contest, setUp.sessions()).run(service);
                parts = Parts.measure(plan, report, token, setUp.keys().get(Signing.SECP256K1), service);
            }
            simulate(plan, setUp, report, parts, nonces);
        }
        report.finish(json);
    }

    private static void simulate(Plan plan, DevSetUp setUp, Report report, Parts parts, Nonces nonces)
            throws Exception {
        var module = FaultyModule.around(setUp.token());
        try (var token = setUp.open(module.token())) {
            var simulated = new SimulatedBenchmark(
                    plan, report, new Contest(plan, module.token(), token, setUp.keys()), module);
            simulated.drivers();
            for (var sessions : SimulatedBenchmark.SESSIONS) {
                setUp.serve(module.token(), sessions);
                try (var service = Service.start(setUp.folder(), nonces)) {
                    simulated.rpc(service, sessions, parts);
                }
            }
        }
    }
}
