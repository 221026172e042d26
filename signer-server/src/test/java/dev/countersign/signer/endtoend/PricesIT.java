package dev.countersign.signer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.client.Refused;
import dev.countersign.client.SigningClient;
import dev.countersign.signer.governance.prices.TestPrices;
import dev.countersign.v1.Headroom;
import dev.countersign.v1.SignRequest;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a price desk does, by the commands that the documentation names and a key of ssh-keygen's, on a running server:
/// two keys share a limit in dollars, and pay in two assets.
class PricesIT {

    private static final BigInteger USDC = BigInteger.TEN.pow(6);
    private static final Pattern PUBLIC_KEY = Pattern.compile("public_key: \"([0-9a-f]{66})\"");

    @TempDir
    private Path temporary;

    private Path folder = Path.of("");
    private TestPrices desk = new TestPrices(Map.of());

    @Test
    void aPriceDesksDay() throws Exception {
        setUp();
        try (var server = ServerProcess.start(folder);
                var client = server.connect("hot-wallet")) {
            waitsForPrices(server, client);
            takesATable(server);
            countsBothAssetsOfBothKeys(client);
            refusesWhatDoesNotFollow(server);
            assertThat(server.monitoring("/metrics").body()).contains("countersign_prices_version 1.0");
        }
        assertThat(ServerProcess.verifyJournal(folder).exitCode()).isZero();
        try (var server = ServerProcess.start(folder);
                var client = server.connect("hot-wallet")) {
            assertThat(refusal(client, warm(Withdrawals.usdc("r9", 1, usdc(200))))
                            .reason()
                            .name())
                    .isEqualTo("REASON_LIMIT_EXCEEDED");
            done(server.prices("status"), "version 1");
        }
        believesNoPriceThatSomebodyWroteIntoTheLedger();
    }

    private void setUp() throws Exception {
        folder = temporary.resolve("dev");
        ServerProcess.init(folder, text -> text);
        desk = TestPrices.make(temporary);
        var made = ServerProcess.run(
                "keys",
                "create",
                "--config",
                folder.resolve("server.yaml").toString(),
                "--id",
                "eth-warm",
                "--chain",
                "eip155:1");
        var key = PUBLIC_KEY.matcher(made.output());
        assertThat(key.find()).as(made.output()).isTrue();
        var policy = folder.resolve("policy.yaml");
        var dev = Files.readString(policy);
        var hot = dev.substring(dev.indexOf("    chain: eip155:1"));
        Files.writeString(
                policy,
                dev.replace("\nassets:", "\n" + desk.section() + "assets:")
                        + "  eth-warm:\n"
                        + PUBLIC_KEY.matcher(hot).replaceFirst("public_key: \"" + key.group(1) + "\"")
                        + """
                        groups:
                          hot:
                            keys: [ eth-hot, eth-warm ]
                            limits:
                              - { id: usd-day, currency: USD, per: 24h, max: "10000" }
                        """);
    }

    private void waitsForPrices(ServerProcess server, SigningClient client) throws Exception {
        var refused = refusal(client, Withdrawals.usdc("r0", 0, usdc(1)));
        assertThat(refused.reason().name()).isEqualTo("REASON_PRICE_UNAVAILABLE");
        assertThat(refused).hasMessageContaining("no price table was taken in yet");
        failed(server.prices("status"), "no price table was taken in yet");
    }

    private void takesATable(ServerProcess server) throws Exception {
        var table = write("prices.yaml", 1, "3000");
        var policy = folder.resolve("policy.yaml").toString();
        failed(
                ServerProcess.run(
                        "prices", "check", write("far.yaml", 1, "3601").toString(), "--policy", policy),
                "more than 20% away from 3000");
        done(
                ServerProcess.run("prices", "check", table.toString(), "--policy", policy),
                "ETH (eip155:1/slip44:60) 3000 USD");
        failed(server.prices("set", table.toString()), "has those of none");
        failed(server.prices("set", table.toString(), sign(table, "mallory")), "PRICES_REFUSED");

        done(server.prices("set", table.toString(), sign(table, "desk")), "signed by desk");

        done(server.prices("status"), "price        eip155:1/slip44:60 3000 USD");
    }

    private void countsBothAssetsOfBothKeys(SigningClient client) {
        client.sign(Withdrawals.usdc("r0", 0, usdc(4_000))); // and 7.80 for gas
        client.sign(warm(Withdrawals.eth("r1", 0, Withdrawals.ETHER))); // 3,000 and 2.52
        assertThat(inDollars(client)).satisfies(limit -> {
            assertThat(limit.getLimitId()).isEqualTo("hot/usd-day");
            assertThat(limit.getUsed()).isEqualTo("701032");
            assertThat(limit.getRemaining()).isEqualTo("298968");
        });

        var refused = refusal(client, Withdrawals.usdc("r2", 1, usdc(3_000)));

        assertThat(refused.reason().name()).isEqualTo("REASON_LIMIT_EXCEEDED");
        assertThat(refused)
                .hasMessageContaining("limit hot/usd-day allows 10000.00 USD in any 24 h; 7010.32 USD are charged,"
                        + " this request needs 3007.80 USD");
        client.sign(Withdrawals.usdc("r2", 1, usdc(2_900)));
    }

    private void refusesWhatDoesNotFollow(ServerProcess server) throws Exception {
        var again = folder.resolve("prices.yaml");
        failed(server.prices("set", again.toString(), again + ".desk.sig"), "version 1 cannot follow version 1");
        var early = write("early.yaml", 2, "2900");
        failed(server.prices("set", early.toString(), sign(early, "desk")), "min_interval");
        var last = folder.resolve("last.yaml");
        done(server.prices("status", "--out", last.toString()), "version 1");
        assertThat(last).hasSameTextualContentAs(again);
    }

    private void believesNoPriceThatSomebodyWroteIntoTheLedger() throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ledger.db"));
                var statement = connection.createStatement()) {
            statement.executeUpdate("DROP TRIGGER price_table_is_not_changed");
            statement.executeUpdate("UPDATE price_table SET content ="
                    + " CAST(replace(CAST(content AS TEXT), '\"3000\"', '\"0.01\"') AS BLOB)");
        }
        try (var server = ServerProcess.start(folder);
                var client = server.connect("hot-wallet")) {
            assertThat(refusal(client, Withdrawals.usdc("r3", 2, usdc(1)))
                            .reason()
                            .name())
                    .isEqualTo("REASON_PRICE_UNAVAILABLE");
            failed(server.prices("status"), "does not hold under the policy that decides");
        }
        failed(ServerProcess.verifyJournal(folder), "price table version 1");
    }

    private static Headroom inDollars(SigningClient client) {
        return client.getHeadroom("eth-warm").getLimitsList().stream()
                .filter(limit -> limit.getCurrency().equals("USD") && limit.getCurrencyDecimals() == 2)
                .findFirst()
                .orElseThrow();
    }

    private Path write(String name, long version, String eth) throws Exception {
        var table = TestPrices.table(version, eth, "1").replace("deployment: test", "deployment: dev");
        return Files.writeString(folder.resolve(name), table);
    }

    private String sign(Path table, String name) throws Exception {
        var key = desk.keygen(name).privateKey().toString();
        done(ServerProcess.run("prices", "sign", "--key", key, table.toString()), "signed price table version");
        return table + "." + name + ".sig";
    }

    private static SignRequest warm(SignRequest request) {
        return request.toBuilder().setKeyId("eth-warm").build();
    }

    private static BigInteger usdc(long coins) {
        return USDC.multiply(BigInteger.valueOf(coins));
    }

    private static Refused refusal(SigningClient client, SignRequest request) {
        return catchThrowableOfType(Refused.class, () -> client.sign(request));
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
