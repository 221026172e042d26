package dev.countersign.signer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.client.Refused;
import dev.countersign.client.SigningClient;
import dev.countersign.signer.governance.Officers;
import dev.countersign.v1.Reason;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An emergency under officers, by the commands that the documentation names: one operator stops, two
/// officers let go.
class EmergencyIT {

    private static final BigInteger USDC = BigInteger.TEN.pow(6);
    private static final Pattern ENTRY = Pattern.compile("entry (\\d+) +(freeze|revoke|brake)(.*)");

    @TempDir
    private Path temporary;

    private Path folder;
    private Officers officers;
    private int requests;

    @Test
    void one_operator_stops_and_two_officers_let_go() throws Exception {
        setUp();
        long last;
        try (var server = ServerProcess.start(folder);
                var client = server.connect("hot-wallet")) {
            sign(client, 20_000);
            tellsSlipsOfTheHand(server);
            var freeze = pulled(server.lever("freeze", "key", "eth-hot", "--reason", "INC-7"));
            assertThat(refusal(client, 1)).isEqualTo(Reason.REASON_FROZEN);
            lift(server, freeze);
            sign(client, 20_000);

            var brake = pulled(server.lever("brake", "--percent", "10", "--for", "2h", "--reason", "INC-8"));
            assertThat(refusal(client, 25_001)).isEqualTo(Reason.REASON_LIMIT_EXCEEDED);
            sign(client, 1);
            lift(server, brake);
            sign(client, 25_001);

            last = entry(pulled(server.lever("revoke-client", "hot-wallet", "--reason", "INC-9")));
            assertThat(refusal(client, 1)).isEqualTo(Reason.REASON_CLIENT_REVOKED);
        }
        var byHand = ServerProcess.run(
                "ledger", "lift", "--config", config(), "--entry", Long.toString(last), "--reason", "no officers near");
        assertThat(byHand.output()).contains("the active policy has officers");
        assertThat(ServerProcess.run("ledger", "levers", "--config", config()).output())
                .contains("entry " + last, "revoke client spiffe://countersign.example/hot-wallet");
        assertThat(ServerProcess.run("ledger", "in-doubt", "--config", config()).output())
                .contains("nothing is in doubt");
        assertThat(ServerProcess.verifyJournal(folder).output()).contains("journal verified");
    }

    @Test
    void a_ledger_that_was_put_back_is_served_when_officers_say_so() throws Exception {
        setUp();
        var database = folder.resolve("ledger.db");
        try (var server = ServerProcess.start(folder);
                var client = server.connect("hot-wallet")) {
            sign(client, 20_000);
        }
        var yesterday = Files.readAllBytes(database);
        try (var server = ServerProcess.start(folder);
                var client = server.connect("hot-wallet")) {
            sign(client, 20_000);
        }
        Files.write(database, yesterday);

        failed(ServerProcess.run("serve", "--config", config()), "an earlier state was put back");
        var shown = ServerProcess.run("ledger", "resume", "--config", config());
        failed(shown, "To serve it all the same, officers order:");
        var order = folder.resolve("resume.order").toString();
        done(ServerProcess.run(words(shown, order)), "action: resume");
        failed(
                ServerProcess.run("ledger", "resume", "--config", config(), order, order + ".alice.sig"),
                "needs the signatures of 2 of 3 officers");
        done(ServerProcess.run("order", "sign", "--key", key("carol"), order), "action: resume");
        done(
                ServerProcess.run(
                        "ledger", "resume", "--config", config(), order, order + ".alice.sig", order + ".carol.sig"),
                "resumed at");

        try (var server = ServerProcess.start(folder);
                var client = server.connect("hot-wallet")) {
            assertThat(refusal(client, 1)).isEqualTo(Reason.REASON_LIMIT_EXCEEDED);
            assertThat(server.governance("status").output()).contains("version 1");
        }
        assertThat(ServerProcess.verifyJournal(folder).output()).contains("journal verified");
        done(ServerProcess.run("ledger", "resume", "--config", config()), "there is nothing to resume");
    }

    /// The command that it showed, for Alice's key.
    private String[] words(ServerProcess.Result shown, String order) {
        var command = shown.output()
                .lines()
                .filter(line -> line.strip().startsWith("countersign order resume"))
                .findFirst()
                .orElseThrow();
        return command.strip()
                .replace("countersign ", "")
                .replace("KEY", key("alice"))
                .replace("resume.order", order)
                .split(" ");
    }

    private static void tellsSlipsOfTheHand(ServerProcess server) throws Exception {
        failed(server.lever("freeze", "key", "eth-hto", "--reason", "x"), "it names eth-hot");
        var gone = "02" + "11".repeat(32);
        var other = server.lever("freeze", "key", gone, "--reason", "removed yesterday");
        assertThat(other.output()).contains("the policy that decides has no such key");
        assertThat(other.exitCode()).isZero();
    }

    /// One officer is not enough, another deployment's order is none, and no order holds twice.
    private void lift(ServerProcess server, String line) throws Exception {
        var entry = Long.toString(entry(line));
        var lever = line.substring(line.indexOf(' ', "entry ".length())).strip();
        var order = folder.resolve("thaw-" + entry + ".order").toString();
        var other = folder.resolve("other-" + entry + ".order").toString();
        done(write("staging", entry, lever, other), "deployment: staging");
        failed(server.governance("order", other, other + ".alice.sig"), "is for deployment staging");

        done(write("dev", entry, lever, order), "target: entry " + entry + ", " + lever);
        var alice = order + ".alice.sig";
        failed(server.governance("order", order, alice), "needs the signatures of 2 of 3 officers");
        done(ServerProcess.run("order", "sign", "--key", key("carol"), order), lever);
        done(server.governance("order", order, alice, order + ".carol.sig"), "active");
        failed(server.governance("order", order, alice, order + ".carol.sig"), "was given before");
    }

    private ServerProcess.Result write(String deployment, String entry, String lever, String file) throws Exception {
        return ServerProcess.run(
                "order",
                "unfreeze",
                "--deployment",
                deployment,
                "--entry",
                entry,
                "--lever",
                lever,
                "--key",
                key("alice"),
                file);
    }

    /// The line that tells the lever.
    private static String pulled(ServerProcess.Result result) {
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.output()
                .lines()
                .filter(line -> ENTRY.matcher(line).matches())
                .findFirst()
                .orElseThrow();
    }

    private static long entry(String line) {
        var entry = ENTRY.matcher(line);
        assertThat(entry.matches()).isTrue();
        return Long.parseLong(entry.group(1));
    }

    private void setUp() throws Exception {
        folder = temporary.resolve("dev");
        ServerProcess.init(folder, text -> text);
        officers = Officers.make(temporary);
        var policy = folder.resolve("policy.yaml");
        var dev = Files.readString(policy);
        Files.writeString(policy, officers.head(1, "dev", "", "24h") + dev.substring(dev.indexOf("assets:")));
        for (var name : new String[] {"alice", "bob"}) {
            done(ServerProcess.run("policy", "sign", "--key", key(name), policy.toString()), "signed policy version");
        }
        done(ServerProcess.run("policy", "genesis", "--config", config()), "remembers now");
    }

    private void sign(SigningClient client, long usdc) {
        client.sign(Withdrawals.usdc("r" + requests, requests, USDC.multiply(BigInteger.valueOf(usdc))));
        requests++;
    }

    private Reason refusal(SigningClient client, long usdc) {
        return catchThrowableOfType(
                        Refused.class,
                        () -> client.sign(Withdrawals.usdc(
                                "x" + requests + usdc, requests, USDC.multiply(BigInteger.valueOf(usdc)))))
                .reason();
    }

    private String key(String name) {
        return officers.key(name).privateKey().toString();
    }

    private String config() {
        return folder.resolve("server.yaml").toString();
    }

    private static void done(ServerProcess.Result result, String says) {
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output()).contains(says);
    }

    private static void failed(ServerProcess.Result result, String says) {
        assertThat(result.exitCode()).as(result.output()).isNotZero();
        assertThat(result.output()).contains(says);
    }
}
