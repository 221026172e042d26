package dev.countersign.signer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.countersign.client.Refused;
import dev.countersign.client.SigningClient;
import dev.countersign.signer.governance.Officers;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What officers do with policies, by the commands that the documentation names and keys of ssh-keygen's, on a running
/// server.
class OfficersDayIT {

    private static final String LISTED = "- \"eip155:1:0x21a31Ee1afC51d94C2eFcCAa2092aD1028285549\"";
    private static final String NEW = "0x9999999999999999999999999999999999999999";
    private static final BigInteger USDC = BigInteger.TEN.pow(6);

    @TempDir
    private Path temporary;

    private Path folder;
    private Officers officers;
    private Path policy;
    private String rest;
    private int requests;

    @Test
    void anOfficersDay() throws Exception {
        setUp();
        beginTheGovernment();
        try (var server = ServerProcess.start(folder);
                var client = server.connect("hot-wallet")) {
            sign(client, 200_000);
            var first = digest(policy);
            refusesWhatTooFewSigned(server, first);
            var second = tightensAtOnce(server, client, first);
            loosensLaterOrNotAtAll(server, client, second);
            refusesWhatIsOldOrOfOthers(server, second);
        }
        startsAgainWithWhatTheLedgerSays();
        assertThat(ServerProcess.verifyJournal(folder).exitCode()).isZero();
        refusesAPolicyThatSomebodyWroteIntoTheLedger();
        refusesAnotherLedger();
    }

    @Test
    void whatIsLooserDecidesWhenItIsDue() throws Exception {
        setUp();
        Files.writeString(policy, quick(officers.head(1, "dev", "", "1s") + rest));
        sign(policy, "alice");
        sign(policy, "bob");
        done(run("policy", "genesis", "--config", config()), "remembers now");
        try (var server = ServerProcess.start(folder);
                var client = server.connect("hot-wallet")) {
            assertThat(refusal(client, 260_000).reason().name()).isEqualTo("REASON_LIMIT_EXCEEDED");
            var looser = write("looser.yaml", 2, digest(policy), "max: \"250000\"", "max: \"270000\"");
            addAKey(looser, "eth-warm");
            Files.writeString(
                    looser,
                    quick(Files.readString(looser)).replace(LISTED, LISTED + "\n    - \"eip155:1:" + NEW + "\""));
            assertThat(propose(server, looser, "alice", "bob").output()).contains("waiting  version 2");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !server.governance("status").output().contains("waiting"));
            sign(client, 260_000);
            assertThat(server.monitoring("/metrics").body()).contains("countersign_policy_version 2.0");
            aNewAddressCoolsOff(client);
            signWith("eth-warm", client); // made while the server served, which did not restart
        }
    }

    /// With the rules and limits of the key that there is.
    private void addAKey(Path file, String id) throws Exception {
        var made = run("keys", "create", "--config", config(), "--id", id, "--chain", "eip155:1");
        done(made, id);
        var publicKey = Pattern.compile("0[23][0-9a-f]{64}");
        var madeKey = publicKey.matcher(made.output());
        assertThat(madeKey.find()).isTrue();
        var text = Files.readString(file);
        var entry = text.substring(text.indexOf("  eth-hot:"));
        Files.writeString(
                file, text + publicKey.matcher(entry.replace("eth-hot", id)).replaceFirst(madeKey.group()));
    }

    private static void signWith(String key, SigningClient client) {
        var request = Withdrawals.eth("first-of-" + key, 0, BigInteger.ONE).toBuilder()
                .setKeyId(key);
        assertThatCode(() -> client.sign(request.build())).doesNotThrowAnyException();
    }

    private void aNewAddressCoolsOff(SigningClient client) {
        var early = catchThrowableOfType(
                Refused.class, () -> client.sign(Withdrawals.ethTo(NEW, "new-1", 50, BigInteger.ONE)));
        assertThat(early.reason().name()).isEqualTo("REASON_COOLING_OFF");
        assertThat(early).hasMessageContaining("it can be paid from");
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> client.sign(Withdrawals.ethTo(NEW, "new-2", 50, BigInteger.ONE)) != null);
    }

    private static String quick(String text) {
        return text.replace("  threshold: 2\n", "  threshold: 2\n  cool_off: 20s\n")
                .replace("delay: 24h", "delay: 1s");
    }

    private void setUp() throws Exception {
        folder = temporary.resolve("dev");
        ServerProcess.init(folder, text -> text);
        officers = Officers.make(temporary);
        policy = folder.resolve("policy.yaml");
        var dev = Files.readString(policy);
        rest = dev.substring(dev.indexOf("assets:"));
        Files.writeString(policy, officers.head(1, "dev", "", "24h") + rest);
    }

    /// The first policy: signed by its own officers, and remembered by the token.
    private void beginTheGovernment() throws Exception {
        failed(run("policy", "genesis", "--config", config()), "needs the signatures of 2 of 3 officers");
        var alice = sign(policy, "alice");
        sign(policy, "bob");
        assertThat(alice).isEqualTo(folder.resolve("policy.yaml.alice.sig"));
        failed(run("serve", "--config", config()), "does not remember the first policy with officers");
        done(run("policy", "genesis", "--config", config()), "remembers now");
        done(run("policy", "genesis", "--config", config()), "remembers already");
    }

    private void refusesWhatTooFewSigned(ServerProcess server, String first) throws Exception {
        var unsigned = write("unsigned.yaml", 2, first, "max: \"250000\"", "max: \"249000\"");
        failed(propose(server, unsigned), "POLICY_UNSIGNED");
        failed(propose(server, unsigned, "alice"), "POLICY_UNSIGNED");
        failed(propose(server, unsigned, "alice", "mallory"), "POLICY_UNSIGNED");
        done(server.governance("status"), "version 1");
    }

    private String tightensAtOnce(ServerProcess server, SigningClient client, String first) throws Exception {
        var tighter = write("tighter.yaml", 2, first, "max: \"250000\"", "max: \"100000\"");
        done(run("policy", "diff", policy.toString(), tighter.toString()), "usdc-each");
        assertThat(propose(server, tighter, "alice", "carol").output())
                .contains("version 2")
                .doesNotContain("waiting");

        assertThat(refusal(client, 150_000).reason().name()).isEqualTo("REASON_LIMIT_EXCEEDED");
        sign(client, 90_000);
        return digest(tighter);
    }

    private void loosensLaterOrNotAtAll(ServerProcess server, SigningClient client, String second) throws Exception {
        var looser = write("looser.yaml", 3, second, "max: \"250000\"", "max: \"200000\"");
        assertThat(propose(server, looser, "alice", "bob").output()).contains("waiting  version 3");
        assertThat(refusal(client, 150_000).reason().name()).isEqualTo("REASON_LIMIT_EXCEEDED");

        var order = folder.resolve("veto.order");
        done(
                run(
                        "policy",
                        "veto",
                        "--deployment",
                        "dev",
                        "--digest",
                        digest(looser),
                        "--key",
                        key("carol"),
                        order.toString()),
                "signed a veto");
        var signature = order + ".carol.sig";
        assertThat(server.governance("veto", order.toString(), signature).output())
                .doesNotContain("waiting");
        failed(server.governance("veto", order.toString(), signature), "ORDER_REFUSED");
        failed(propose(server, looser, "alice", "bob"), "POLICY_REFUSED");
    }

    private void refusesWhatIsOldOrOfOthers(ServerProcess server, String second) throws Exception {
        failed(propose(server, policy, "alice", "bob"), "POLICY_REFUSED"); // a rollback
        var elsewhere = folder.resolve("elsewhere.yaml");
        Files.writeString(elsewhere, officers.head(4, "staging", second, "24h") + rest);
        failed(propose(server, elsewhere, "alice", "bob"), "is for deployment staging");
        var broken = folder.resolve("broken.yaml");
        Files.writeString(broken, officers.head(4, "dev", second, "24h") + rest + "\nsurplus: 1\n");
        failed(propose(server, broken), "surplus");
    }

    /// The file is still the first policy: the ledger says that it was replaced.
    private void startsAgainWithWhatTheLedgerSays() throws Exception {
        var active = folder.resolve("active.yaml");
        try (var server = ServerProcess.start(folder)) {
            done(server.governance("status", "--out", active.toString()), "version 2");
        }
        var unsigned = officers.head(5, "dev", digest(active), "24h") + rest;
        Files.writeString(policy, unsigned);
        failed(run("serve", "--config", config()), "needs the signatures of 2 of 3 officers");
        Files.copy(active, policy, StandardCopyOption.REPLACE_EXISTING);
        var impatient = folder.resolve("impatient.yaml");
        Files.writeString(impatient, officers.head(5, "dev", digest(active), "1s") + rest);
        try (var server = ServerProcess.start(folder)) {
            assertThat(propose(server, impatient, "alice", "bob").output()).contains("waiting  version 5");
        }
    }

    /// Whoever can write the database can write a policy into it, but not officers' signatures of it.
    private void refusesAPolicyThatSomebodyWroteIntoTheLedger() throws Exception {
        var listed = "0x28C6c06298d514Db089934071355E5743bf21d60";
        replaceInTheActivePolicy(listed, NEW);
        failed(run("serve", "--config", config()), "needs the signatures of 2 of 3 officers and has those of none");
        replaceInTheActivePolicy(NEW, listed);
    }

    private void replaceInTheActivePolicy(String address, String other) throws Exception {
        var sql = "UPDATE policy SET content = CAST(replace(CAST(content AS TEXT), ?, ?) AS BLOB)"
                + " WHERE state = 'ACTIVE'";
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ledger.db"));
                var update = connection.prepareStatement(sql)) {
            update.setString(1, address);
            update.setString(2, other);
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
    }

    private void refusesAnotherLedger() throws Exception {
        Files.move(folder.resolve("ledger.db"), folder.resolve("yesterday.db"));
        done(run("ledger", "init", "--config", config()), "made");
        failed(
                run("serve", "--config", config()),
                "its keys are served with the ledger and the policies that it remembers");
    }

    private Path write(String name, long version, String buildsOn, String line, String becomes) throws Exception {
        assertThat(rest).contains(line);
        return Files.writeString(
                folder.resolve(name), officers.head(version, "dev", buildsOn, "24h") + rest.replace(line, becomes));
    }

    private ServerProcess.Result propose(ServerProcess server, Path proposed, String... names) throws Exception {
        var arguments = new ArrayList<>(List.of("propose", proposed.toString()));
        for (var name : names) {
            arguments.add(sign(proposed, name).toString());
        }
        return server.governance(arguments.toArray(String[]::new));
    }

    private Path sign(Path file, String name) throws Exception {
        done(run("policy", "sign", "--key", key(name), file.toString()), "signed policy version");
        return file.resolveSibling(file.getFileName() + "." + name + ".sig");
    }

    private void sign(SigningClient client, long usdc) {
        assertThatCode(() -> client.sign(
                        Withdrawals.usdc("r" + requests, requests, USDC.multiply(BigInteger.valueOf(usdc)))))
                .doesNotThrowAnyException();
        requests++;
    }

    private Refused refusal(SigningClient client, long usdc) {
        return catchThrowableOfType(
                Refused.class,
                () -> client.sign(
                        Withdrawals.usdc("x" + requests++ + usdc, 99, USDC.multiply(BigInteger.valueOf(usdc)))));
    }

    private String digest(Path file) throws Exception {
        return Officers.digest(Files.readString(file));
    }

    private String key(String name) {
        return officers.key(name).privateKey().toString();
    }

    private String config() {
        return folder.resolve("server.yaml").toString();
    }

    private static ServerProcess.Result run(String... arguments) throws Exception {
        return ServerProcess.run(arguments);
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
