package dev.countersign.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.client.FakeSigningService;
import dev.countersign.client.TestCa;
import dev.countersign.client.TestSigner;
import dev.countersign.client.bitcoin.Bip174;
import dev.countersign.v1.BitcoinPsbt;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientCommandsTest extends CommandLineOverLoopback {

    @Test
    void sign_prints_what_was_signed_and_who_signed_it() {
        assertThat(run("sign", "ethereum", "--key", "eth-hot", "--request-id", "r-1", "--tx", UNSIGNED))
                .isZero();

        var answer = signer.sign(service.signRequests().getFirst());
        assertThat(out.toString().lines())
                .startsWith("request      r-1", "signed       with eth-hot", "rule         exchange-top-up")
                .contains("journal      41", "hash         " + answer.getTransactionId())
                .endsWith("signer       " + signer.address());
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void sign_as_json_is_one_object_with_stable_names() {
        assertThat(run("sign", "ethereum", "--key", "eth-hot", "--request-id", "r-1", "--tx", UNSIGNED, "--json"))
                .isZero();

        assertThat(json().keySet())
                .containsExactly(
                        "outcome",
                        "request_id",
                        "key_id",
                        "rule_id",
                        "journal_index",
                        "signed_payload",
                        "transaction_id",
                        "signer");
        assertThat(json().get("outcome").getAsString()).isEqualTo("signed");
        assertThat(json().get("signer").getAsString()).isEqualTo(signer.address());
    }

    @Test
    void sign_bitcoin_sends_a_psbt_as_it_is_and_checks_the_answer() {
        var asked = Bip174.request("legacy", "combined", true).getBitcoinPsbt();
        service.distort(_ -> Bip174.answer("legacy", "transaction"));
        var signer = HexFormat.of().formatHex(Bip174.get("legacy-key").toByteArray());

        assertThat(signBitcoin(asked, "--finalize", "--public-key", signer)).isZero();
        assertThat(service.signRequests().getFirst().getBitcoinPsbt()).isEqualTo(asked);
        assertThat(out.toString().lines())
                .startsWith("request      r-3", "signed       with eth-hot", "rule         pay")
                .contains("transaction  "
                        + HexFormat.of().formatHex(Bip174.get("transaction").toByteArray()));

        assertThat(signBitcoin(asked, "--finalize")).isEqualTo(1); // the service names another key
        assertThat(err.toString()).startsWith("not genuine: ");
    }

    @Test
    void what_is_no_psbt_or_no_public_key_is_wrong_usage_and_nothing_is_sent() {
        var asked = Bip174.request("legacy", "signed", false).getBitcoinPsbt();

        assertThat(run("sign", "bitcoin", "--key", "btc-hot", "--request-id", "r-4", "--psbt", "0x02"))
                .isEqualTo(2);
        assertThat(signBitcoin(asked, "--public-key", "04" + "11".repeat(64))).isEqualTo(2);
        assertThat(service.signRequests()).isEmpty();
    }

    private int signBitcoin(BitcoinPsbt psbt, String... options) {
        var base64 = Base64.getEncoder().encodeToString(psbt.getPsbt().toByteArray());
        var request = new String[] {"bitcoin", "--key", "eth-hot", "--request-id", "r-3", "--psbt", base64};
        return run("sign", with(request, options));
    }

    @Test
    void withdraw_names_its_request_first_and_sends_its_expectations() {
        assertThat(run("withdraw", TRANSFER)).isZero();

        var request = service.signRequests().getFirst();
        assertThat(request.getRequestId()).matches("withdraw-[0-9a-f-]{36}");
        assertThat(request.getExpectations().getAsset()).isEqualTo(TestSigner.USDC);
        assertThat(request.getExpectations().getAmount()).isEqualTo("1250500000");
        assertThat(out.toString().lines())
                .startsWith(
                        "request      " + request.getRequestId(),
                        "signed       1250.5 USDC (1250500000) to " + RECIPIENT);
    }

    @Test
    void withdraw_as_json_names_its_request_on_standard_error_before_it_is_sent() {
        assertThat(run("withdraw", with(TRANSFER, "--request-id", "r-2", "--json")))
                .isZero();

        assertThat(err.toString()).isEqualTo("request      r-2" + System.lineSeparator());
        assertThat(json().get("request_id").getAsString()).isEqualTo("r-2");
        assertThat(json().get("destination").getAsString()).isEqualTo(RECIPIENT);
        assertThat(json().getAsJsonObject("transfer").toString())
                .isEqualTo(
                        "{\"asset\":\"%s\",\"symbol\":\"USDC\",\"decimals\":6,\"amount\":\"1250500000\",\"coins\":\"1250.5\"}"
                                .formatted(TestSigner.USDC));
    }

    @Test
    void a_refusal_is_the_first_line_of_standard_error() {
        service.failNext(limitExceeded());

        assertThat(run("withdraw", TRANSFER)).isEqualTo(3);
        assertThat(err.toString().lines())
                .containsExactly(
                        "refused: LIMIT_EXCEEDED: because of LIMIT_EXCEEDED",
                        "  limit_id: usdc-day",
                        "  retry after: 30 s");
    }

    @Test
    void a_refusal_as_json_is_an_object_too() {
        service.failNext(limitExceeded());

        assertThat(run("withdraw", with(TRANSFER, "--json"))).isEqualTo(3);
        assertThat(json().toString())
                .isEqualTo("{\"outcome\":\"refused\",\"reason\":\"LIMIT_EXCEEDED\","
                        + "\"message\":\"because of LIMIT_EXCEEDED\",\"metadata\":{\"limit_id\":\"usdc-day\"},"
                        + "\"retry_after_seconds\":30}");
    }

    @Test
    void a_mistyped_recipient_is_wrong_usage_and_nothing_is_sent() {
        var mistyped = TRANSFER.clone();
        mistyped[Arrays.asList(mistyped).indexOf(RECIPIENT)] = RECIPIENT.replace("96045", "96046");

        assertThat(run("withdraw", mistyped)).isEqualTo(2);
        assertThat(err.toString()).contains("checksum").contains("withdraw --help");
        assertThat(service.signRequests()).isEmpty();
    }

    @Test
    void an_asset_that_is_not_granted_is_wrong_usage() {
        var other = TRANSFER.clone();
        other[Arrays.asList(other).indexOf("USDC")] = "DAI";

        assertThat(run("withdraw", other)).isEqualTo(2);
        assertThat(err.toString()).contains("eth-hot may not move DAI; granted: ETH, USDC");
    }

    @Test
    void an_answer_of_another_signer_is_not_printed_as_signed() {
        service.distort(answer -> new TestSigner(8).sign(service.signRequests().getFirst()));

        assertThat(run("sign", "ethereum", "--key", "eth-hot", "--request-id", "r-1", "--tx", UNSIGNED))
                .isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).startsWith("not genuine: signed by").contains("do not broadcast");
    }

    @Test
    void a_pinned_signer_is_held_against_the_answer() {
        var other = new TestSigner(8).address();

        assertThat(run("withdraw", with(TRANSFER, "--signer", signer.address())))
                .isZero();
        assertThat(run("withdraw", with(TRANSFER, "--signer", other))).isEqualTo(1);
        assertThat(err.toString()).contains("instead of " + other);
    }

    @Test
    void an_earlier_request_is_shown() {
        assertThat(run("withdraw", with(TRANSFER, "--request-id", "r-3"))).isZero();
        assertThat(run("request", "r-3", "--json")).isZero();
        assertThat(out.toString()).contains("\"state\":\"SIGNED\"").contains("\"signed_payload\":\"0x02");

        assertThat(run("request", "r-4")).isEqualTo(3);
        assertThat(err.toString()).contains("refused: REQUEST_UNKNOWN");
    }

    @Test
    void granted_keys_are_listed() {
        assertThat(run("granted-keys")).isZero();
        assertThat(out.toString()).isEqualTo("eth-hot      eip155:1:%s ETH, USDC%n".formatted(signer.address()));
    }

    @Test
    void a_key_without_a_grant_is_refused() {
        assertThat(run("headroom", "--key", "eth-cold")).isEqualTo(3);
        assertThat(err.toString()).startsWith("refused: KEY_NOT_GRANTED");
    }

    @Test
    void a_server_that_is_not_there_is_unavailable() {
        server.close();

        assertThat(run("headroom", "--key", "eth-hot", "--deadline", "2s", "--json"))
                .isEqualTo(4);
        assertThat(err.toString()).startsWith("unavailable: ");
        assertThat(json().get("outcome").getAsString()).isEqualTo("unavailable");
    }

    @Test
    void a_certificate_that_the_server_does_not_know_is_not_trusted() {
        new TestCa("stranger").writeClient(folder, "spiffe://firm.example/hot-wallet", ca);

        assertThat(run("headroom", "--key", "eth-hot")).isEqualTo(4);
        assertThat(err.toString()).startsWith("not trusted: TLS handshake failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "0s", "-1s", "10 s", "1h"})
    void a_deadline_names_its_unit(String deadline) {
        assertThat(run("headroom", "--key", "eth-hot", "--deadline", deadline)).isEqualTo(2);
        assertThat(err.toString()).contains("500ms, 10s or 2m");
    }

    @Test
    void a_missing_folder_is_wrong_usage() {
        assertThat(execute("headroom", "--key", "k", "--server", "localhost:1", "--tls", "/nowhere"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("/nowhere/client.crt");
    }

    @Test
    void without_a_server_the_option_is_asked_for() {
        assertThat(execute("headroom", "--key", "eth-hot")).isEqualTo(2);
        assertThat(err.toString()).contains("--server").contains("--tls");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sign", "sign ethereum", "withdraw", "evaluate", "headroom", "request", "granted-keys"})
    void each_command_has_help_with_an_example(String command) {
        var arguments =
                Stream.concat(Stream.of(command.split(" ", -1)).filter(word -> !word.isEmpty()), Stream.of("--help"));

        assertThat(execute(arguments.toArray(String[]::new))).isZero();
        assertThat(out.toString()).contains("Example:").contains("countersign-client " + command);
    }

    private static StatusRuntimeException limitExceeded() {
        return FakeSigningService.refusal(
                Status.Code.RESOURCE_EXHAUSTED, "LIMIT_EXCEEDED", Map.of("limit_id", "usdc-day"), 30);
    }
}
