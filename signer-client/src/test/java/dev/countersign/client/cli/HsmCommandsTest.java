package dev.countersign.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.countersign.client.TestCa;
import dev.countersign.client.TestServer;
import dev.countersign.v1.DrainTokenRequest;
import dev.countersign.v1.DrainTokenResponse;
import dev.countersign.v1.ListTokensRequest;
import dev.countersign.v1.ListTokensResponse;
import dev.countersign.v1.OperatorServiceGrpc.OperatorServiceImplBase;
import dev.countersign.v1.ResumeTokenRequest;
import dev.countersign.v1.ResumeTokenResponse;
import dev.countersign.v1.Token;
import dev.countersign.v1.TokenLane;
import dev.countersign.v1.TokenState;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The operators' commands as a shell would run them, against a service over real TLS.
class HsmCommandsTest {

    private static final Token SERVING = Token.newBuilder()
            .setLabel("hsm-a")
            .setState(TokenState.TOKEN_STATE_SERVING)
            .setEpoch(2)
            .setKeys(3)
            .addLanes(TokenLane.newBuilder().setLane("orders").setOpen(4))
            .addLanes(TokenLane.newBuilder()
                    .setLane("withdrawals")
                    .setOpen(3)
                    .setBusy(1)
                    .setWaiting(12))
            .build();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final AtomicReference<TokenState> state = new AtomicReference<>(TokenState.TOKEN_STATE_SERVING);
    private final AtomicReference<DrainTokenRequest> drained = new AtomicReference<>();

    @TempDir
    Path folder;

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        var ca = new TestCa("operators");
        ca.writeServer(folder, "localhost", ca);
        ca.writeClient(folder, "spiffe://firm.example/ops/alice", ca);
        server = new TestServer(folder, 0, new FakeOperatorService());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void status_is_a_table_with_a_line_for_each_lane() {
        assertThat(run("status")).isZero();

        assertThat(out.toString().lines().map(line -> line.strip().replaceAll(" +", " ")))
                .containsExactly(
                        "TOKEN STATE EPOCH KEYS LANE OPEN BUSY HUNG WAITING",
                        "hsm-a serving 2 3 orders 4 0 0 0",
                        "hsm-a serving 2 3 withdrawals 3 1 0 12");
    }

    @Test
    void status_as_json_is_one_object_with_stable_names() {
        assertThat(run("status", "--json")).isZero();

        var token = JsonParser.parseString(out.toString())
                .getAsJsonObject()
                .getAsJsonArray("tokens")
                .get(0)
                .getAsJsonObject();
        assertThat(token.keySet()).containsExactly("label", "state", "detail", "epoch", "keys", "lanes");
        assertThat(token.getAsJsonArray("lanes").get(1))
                .hasToString("{\"lane\":\"withdrawals\",\"open\":3,\"busy\":1,\"hung\":0,\"waiting\":12}");
    }

    @Test
    void drain_sends_token_reason_and_consent_and_ends_well_once_drained() {
        state.set(TokenState.TOKEN_STATE_DRAINED);

        assertThat(run("drain", "hsm-a", "--reason", "firmware", "--accept-outage"))
                .isZero();

        assertThat(drained.get())
                .isEqualTo(DrainTokenRequest.newBuilder()
                        .setLabel("hsm-a")
                        .setReason("firmware")
                        .setAcceptOutage(true)
                        .build());
        assertThat(out.toString()).contains("drained");
    }

    @Test
    void what_is_not_finished_is_shown_and_ends_with_1() {
        state.set(TokenState.TOKEN_STATE_DRAINING);
        assertThat(run("drain", "hsm-a", "--reason", "firmware")).isEqualTo(1);
        assertThat(out.toString()).contains("draining");

        state.set(TokenState.TOKEN_STATE_PIN_REFUSED);
        assertThat(run("resume", "hsm-a")).isEqualTo(1);
        assertThat(out.toString()).contains("pin refused", "the PIN was refused");
    }

    @Test
    void drain_asks_for_a_reason() {
        assertThat(run("drain", "hsm-a")).isEqualTo(2);
        assertThat(err.toString()).contains("--reason");
    }

    private int run(String command, String... arguments) {
        var line = new java.util.ArrayList<>(java.util.List.of("hsm", command));
        line.addAll(java.util.List.of(arguments));
        line.addAll(java.util.List.of("--server", server.target(), "--tls", folder.toString()));
        return ClientMain.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(line.toArray(String[]::new));
    }

    private final class FakeOperatorService extends OperatorServiceImplBase {

        @Override
        public void listTokens(ListTokensRequest request, StreamObserver<ListTokensResponse> answer) {
            answer.onNext(ListTokensResponse.newBuilder().addTokens(token()).build());
            answer.onCompleted();
        }

        @Override
        public void drainToken(DrainTokenRequest request, StreamObserver<DrainTokenResponse> answer) {
            drained.set(request);
            answer.onNext(DrainTokenResponse.newBuilder().setToken(token()).build());
            answer.onCompleted();
        }

        @Override
        public void resumeToken(ResumeTokenRequest request, StreamObserver<ResumeTokenResponse> answer) {
            answer.onNext(ResumeTokenResponse.newBuilder().setToken(token()).build());
            answer.onCompleted();
        }

        private Token token() {
            var now = state.get();
            var detail = now == TokenState.TOKEN_STATE_PIN_REFUSED ? "the PIN was refused" : "";
            return SERVING.toBuilder().setState(now).setDetail(detail).build();
        }
    }
}
