package dev.countersign.signer.cli;

import static dev.countersign.signer.bundle.TestGrants.EXCHANGE;
import static dev.countersign.signer.bundle.TestGrants.USDC;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.countersign.signer.bundle.BitcoinPolicy;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.decode.TestTransactions;
import dev.countersign.signer.decode.bitcoin.psbt.SpendingPsbt;
import dev.countersign.signer.model.Bytes;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecodeCommandTest {

    private static final Bytes PAYLOAD = TestTransactions.transfer(
            USDC, 7, EXCHANGE, TestGrants.coins(250, USDC).add(BigInteger.ONE));

    @TempDir
    private Path folder;

    private String policy;

    @BeforeEach
    void writePolicy() throws Exception {
        policy = Files.writeString(
                        folder.resolve("policy.yaml"),
                        PolicyText.FULL.replace("0x1111111111111111111111111111111111111111", EXCHANGE.address()))
                .toString();
    }

    @Test
    void tells_a_person_who_gets_what() {
        var told = Execution.of("decode", "ethereum", "--policy", policy, "0x" + PAYLOAD.hex());

        assertThat(told.exitCode()).isZero();
        assertThat(told.out())
                .contains("chain      eip155:1\n")
                .contains("transfer   250.000001 USDC (250000001 base units of "
                        + "eip155:1/erc20:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48)\n")
                .contains("  from     0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf  key eth-hot\n")
                .contains("  to       0x3535353535353535353535353535353535353535  exchange-deposit\n")
                .contains("slot       eip155:1/nonce/7\n");
    }

    @Test
    void tells_a_program_all_of_it() {
        var base64 = Base64.getEncoder().encodeToString(PAYLOAD.toByteArray());
        var told = Execution.of("decode", "ethereum", "--json", "--policy", policy, base64);

        var object = JsonParser.parseString(told.out()).getAsJsonObject();
        assertThat(object.get("understood").getAsBoolean()).isTrue();
        assertThat(object.get("canonical").getAsString()).isEqualTo(PAYLOAD.hex());
        assertThat(object.getAsJsonArray("digests")).hasSize(1);
        var effect = object.getAsJsonArray("effects").get(0).getAsJsonObject();
        assertThat(effect.getAsJsonObject("amount").get("units").getAsString()).isEqualTo("250000001");
        assertThat(effect.getAsJsonObject("to").get("names").toString()).isEqualTo("[\"exchange-deposit\"]");
    }

    @Test
    void tells_of_a_psbt_what_leaves_the_key_and_which_outputs_are_spent() throws Exception {
        var bitcoin = Files.writeString(folder.resolve("bitcoin.yaml"), BitcoinPolicy.TEXT)
                .toString();
        var psbt = new SpendingPsbt()
                .p2wpkh(BitcoinPolicy.KEY, 1)
                .pay(BitcoinPolicy.EXCHANGE, 60_000)
                .pay(BitcoinPolicy.CHANGE, 35_000);
        var base64 = Base64.getEncoder().encodeToString(psbt.bytes().toByteArray());

        var told = Execution.of("decode", "bitcoin", "--policy", bitcoin, "--key", "btc-hot", base64);

        assertThat(told.exitCode()).isZero();
        assertThat(told.out())
                .contains(
                        "transfer   0.0006 BTC (60000 base units of bip122:000000000019d6689c085ae165831e93/slip44:0)\n")
                .contains("  to       " + BitcoinPolicy.address(BitcoinPolicy.EXCHANGE) + "  exchange\n")
                .contains("fee        at most 0.00005 BTC")
                .contains("slot       bip122:000000000019d6689c085ae165831e93/outpoint/"
                        + psbt.transaction().inputs().getFirst().outpoint() + "\n")
                .doesNotContain(BitcoinPolicy.address(BitcoinPolicy.CHANGE));
        assertThat(Execution.of("decode", "bitcoin", "--policy", bitcoin, base64)
                        .out())
                .contains("REFUSED    CHAIN_MISMATCH: a PSBT does not say whose it is");
        assertThat(Execution.of("decode", "bitcoin", base64).exitCode()).isEqualTo(65);
    }

    @Test
    void what_is_refused_says_why_and_has_an_exit_code_of_its_own() {
        var told = Execution.of("decode", "ethereum", "--policy", policy, PAYLOAD.hex() + "00");

        assertThat(told.exitCode()).isEqualTo(65);
        assertThat(told.out()).isEqualTo("""
                        REFUSED    TRANSACTION_UNDECODABLE: byte %1$d of the payload begins 1 bytes that are left over \
                        after the transaction; remove them
                          rule     no-trailing-bytes
                          offset   %1$d
                        """.formatted(PAYLOAD.size()));
    }

    @Test
    void a_program_is_told_the_rule_the_field_and_the_place() {
        var value = PAYLOAD.hex().indexOf("80b844");
        var leadingZero = PAYLOAD.hex().replaceFirst("80b844", "00b844");
        var told = Execution.of("decode", "ethereum", "--json", "--policy", policy, leadingZero);

        assertThat(told.exitCode()).isEqualTo(65);
        var refusal = refusal(told.out());
        assertThat(refusal.get("reason").getAsString()).isEqualTo("TRANSACTION_UNDECODABLE");
        assertThat(refusal.get("rule").getAsString()).isEqualTo("canonical-rlp");
        assertThat(refusal.get("field").getAsString()).isEqualTo("value");
        assertThat(refusal.get("offset").getAsInt()).isEqualTo(value / 2);

        var padding = PAYLOAD.hex().replaceFirst("a9059cbb00", "a9059cbb01");
        var data = refusal(Execution.of("decode", "ethereum", "--json", "--policy", policy, padding)
                .out());
        assertThat(data.get("rule").getAsString()).isEqualTo("canonical-calldata");
        assertThat(data.get("field").getAsString()).isEqualTo("data.arguments[0]");
        assertThat(data.get("offset").isJsonNull()).isTrue();
        assertThat(data.getAsJsonObject("metadata").get("data_offset").getAsString())
                .isEqualTo("4");
    }

    private static JsonObject refusal(String out) {
        return JsonParser.parseString(out)
                .getAsJsonObject()
                .getAsJsonArray("refusals")
                .get(0)
                .getAsJsonObject();
    }

    @Test
    void a_file_of_payloads_is_answered_line_by_line() {
        var standardInput = System.in;
        try {
            System.setIn(new ByteArrayInputStream(
                    (PAYLOAD.hex() + "\nno payload\n\n" + PAYLOAD.hex() + "\n").getBytes(US_ASCII)));
            var told = Execution.of("decode", "ethereum", "--policy", policy, "-");

            assertThat(told.exitCode()).isEqualTo(65);
            assertThat(told.out()
                            .lines()
                            .map(line -> JsonParser.parseString(line)
                                    .getAsJsonObject()
                                    .get("understood")
                                    .getAsBoolean()))
                    .containsExactly(true, false, false, true);
        } finally {
            System.setIn(standardInput);
        }
    }

    @Test
    void without_a_policy_a_coin_is_told_and_a_token_is_unknown() {
        var coin = TestTransactions.transfer(7, EXCHANGE, BigInteger.TEN);

        assertThat(Execution.of("decode", "ethereum", coin.hex()).out())
                .contains("  from     whoever signs it\n")
                .contains("transfer   10 base units of eip155:1/slip44:60\n")
                .contains("  to       0x3535353535353535353535353535353535353535  (in no list)\n");
        assertThat(Execution.of("decode", "ethereum", PAYLOAD.hex()).out()).contains("ASSET_UNKNOWN");
    }

    @Test
    void a_key_that_the_policy_does_not_have_is_named_beside_those_that_it_has() {
        assertThat(Execution.of("decode", "ethereum", "--policy", policy, "--key", "absent", PAYLOAD.hex())
                        .out())
                .contains("CHAIN_MISMATCH: the policy has no key 'absent'; it has eth-hot, pol-hot");
    }

    @Test
    void a_chain_without_a_key_is_refused() {
        var onChain10 = PAYLOAD.hex().replaceFirst("01", "0a");

        assertThat(Execution.of("decode", "ethereum", "--policy", policy, onChain10)
                        .out())
                .contains("the payload is for eip155:10, for which the policy has 0 keys");
    }
}
