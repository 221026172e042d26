package dev.countersign.signer.cli;

import static dev.countersign.signer.bundle.BitcoinPolicy.EXCHANGE;
import static dev.countersign.signer.bundle.BitcoinPolicy.EXCHANGE_TAPROOT;
import static dev.countersign.signer.bundle.BitcoinPolicy.KEY;
import static dev.countersign.signer.bundle.BitcoinPolicy.LAXER_KEY;
import static dev.countersign.signer.bundle.BitcoinPolicy.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.countersign.signer.address.bitcoin.Address;
import dev.countersign.signer.address.bitcoin.Network;
import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.bundle.BitcoinPolicy;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.bitcoin.BitcoinDecoder;
import dev.countersign.signer.decode.bitcoin.psbt.Psbt;
import dev.countersign.signer.decode.bitcoin.transaction.Outpoint;
import dev.countersign.signer.decode.bitcoin.transaction.TxOutput;
import dev.countersign.signer.model.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `countersign dev psbt`, and what the server's own decoder makes of it.
class PsbtCommandTest {

    @TempDir
    private Path folder;

    private String policy;

    @BeforeEach
    void write_a_policy() throws Exception {
        policy = Files.writeString(folder.resolve("policy.yaml"), BitcoinPolicy.TEXT)
                .toString();
    }

    @Test
    void what_is_asked_for_is_paid_and_the_rest_returns() throws Exception {
        var psbt = made(
                "--funds=0.5",
                "--pay",
                address(EXCHANGE) + "=0.3",
                "--pay",
                address(EXCHANGE_TAPROOT) + "=0.1",
                "--fee=700");

        assertThat(psbt.transaction().outputs())
                .containsExactly(
                        output(30_000_000, EXCHANGE),
                        output(10_000_000, EXCHANGE_TAPROOT),
                        output(9_999_300, OutputScript.p2wpkh(KEY)));
        assertThat(psbt.feeSat()).isEqualTo(700);
        var decoded = new BitcoinDecoder().decode(BitcoinPolicy.grant().key(), psbt.encoded(), true);
        assertThat(decoded.unknown()).isEmpty();
        assertThat(decoded.feeBound().units()).isEqualTo(700);
        assertThat(decoded.movements())
                .extracting(
                        movement -> movement.action(),
                        movement -> movement.amount().units().longValueExact(),
                        movement -> movement.to().address())
                .containsExactly(
                        tuple(Action.TRANSFER, 30_000_000L, address(EXCHANGE)),
                        tuple(Action.TRANSFER, 10_000_000L, address(EXCHANGE_TAPROOT)));
    }

    @Test
    void without_payments_all_but_the_fee_returns() throws Exception {
        assertThat(made().transaction().outputs()).containsExactly(output(99_999_000, OutputScript.p2wpkh(KEY)));
    }

    @Test
    void nothing_returns_where_nothing_is_left() throws Exception {
        var psbt = made("--pay", address(EXCHANGE) + "=0.99999000");

        assertThat(psbt.transaction().outputs()).containsExactly(output(99_999_000, EXCHANGE));
    }

    @Test
    void a_named_coin_is_the_same_again_and_any_other_is_new() throws Exception {
        var named = outpoint("--coin", "first");

        assertThat(outpoint("--coin", "first", "--fee", "2000", "--pay", address(EXCHANGE) + "=0.1"))
                .isEqualTo(named);
        assertThat(Stream.of(
                        named,
                        outpoint("--coin", "second"),
                        outpoint("--coin", "first", "--funds", "2"),
                        outpoint(),
                        outpoint()))
                .doesNotHaveDuplicates();
    }

    @Test
    void the_key_that_is_named_owns_the_coin() throws Exception {
        var made = run("--key", "btc-lax");

        assertThat(psbt(made).inputs())
                .singleElement()
                .satisfies(input ->
                        assertThat(input.spent()).isEqualTo(output(100_000_000, OutputScript.p2wpkh(LAXER_KEY))));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            --funds | 0.123456789 | --funds: '0.123456789'; expected an amount of BTC such as 0.4, with 8 decimals at most
            --funds | -1          | --funds: '-1'; expected an amount of BTC
            --funds | 1e3         | --funds: '1e3'; expected an amount of BTC
            --funds | 0.00000999  | --funds: '0.00000999'; expected as much as the payments and the fee need
            --fee   | 100000001   | --funds: '1'; expected as much as the payments and the fee need
            --fee   | -1          | --fee: -1; expected whole satoshis, 0 or more
            --pay   | %1$s        | --pay: '%1$s'; expected ADDRESS=BTC
            --pay   | %1$s=       | --pay: ''; expected an amount of BTC
            --pay   | %1$s=1,5    | --pay: '1,5'; expected an amount of BTC
            --pay   | %1$s=1      | --funds: '1'; expected as much as the payments and the fee need
            --pay   | %2$s=0.1    | expected an address of MAINNET: the address begins with bcrt
            --pay   | %1$sq=0.1   | expected an address of MAINNET:
            --key   | absent      | --key: 'absent'; expected one of the policy's Bitcoin keys: btc-hot, btc-lax
            """)
    void what_cannot_be_made_is_told(String option, String value, String words) {
        var key = option.equals("--key") ? new String[0] : new String[] {"--key", "btc-hot"};

        var refused = run(concat(key, option, addressed(value)));

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.errLines().getFirst()).contains(addressed(words));
    }

    @Test
    void one_of_several_keys_has_to_be_named() {
        assertThat(run().errLines().getFirst())
                .isEqualTo("error: --key: missing; expected one of the policy's Bitcoin keys: btc-hot, btc-lax");
    }

    @Test
    void what_no_network_could_have_is_refused_by_the_decoder() {
        var refused = run("--key", "btc-hot", "--funds", "21000000.00000001");

        assertThat(refused.exitCode()).isOne();
        assertThat(refused.err()).contains("there are 0 to 21 million bitcoin");
    }

    private Psbt made(String... options) throws Exception {
        return psbt(run(concat(options, "--key", "btc-hot")));
    }

    private static Psbt psbt(Execution made) throws Exception {
        assertThat(made.err()).isEmpty();
        return Psbt.decode(Bytes.of(Base64.getDecoder().decode(made.out().strip())));
    }

    private Outpoint outpoint(String... options) throws Exception {
        return made(options).transaction().inputs().getFirst().outpoint();
    }

    private Execution run(String... options) {
        return Execution.of(concat(new String[] {"dev", "psbt", "--policy", policy}, options));
    }

    private static String addressed(String text) {
        return text.replace("%1$s", address(EXCHANGE))
                .replace("%2$s", Address.encode(Network.REGTEST, EXCHANGE).orElseThrow());
    }

    private static TxOutput output(long sat, OutputScript script) {
        return new TxOutput(sat, script.script());
    }

    private static String[] concat(String[] first, String... second) {
        return Stream.concat(Arrays.stream(first), Arrays.stream(second)).toArray(String[]::new);
    }
}
