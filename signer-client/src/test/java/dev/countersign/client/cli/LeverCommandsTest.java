package dev.countersign.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.gson.JsonParser;
import com.google.protobuf.Timestamp;
import dev.countersign.client.TestCa;
import dev.countersign.client.TestServer;
import dev.countersign.v1.BrakeRequest;
import dev.countersign.v1.BrakeResponse;
import dev.countersign.v1.FreezeRequest;
import dev.countersign.v1.FreezeResponse;
import dev.countersign.v1.GiveOrderRequest;
import dev.countersign.v1.GiveOrderResponse;
import dev.countersign.v1.Lever;
import dev.countersign.v1.LeverKind;
import dev.countersign.v1.ListLeversRequest;
import dev.countersign.v1.ListLeversResponse;
import dev.countersign.v1.OperatorServiceGrpc.OperatorServiceImplBase;
import dev.countersign.v1.RevokeClientRequest;
import dev.countersign.v1.RevokeClientResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands of an emergency as a shell would run them, against a service over real TLS.
class LeverCommandsTest {

    private static final Lever FROZEN = Lever.newBuilder()
            .setJournalIndex(1042)
            .setKind(LeverKind.LEVER_KIND_FREEZE)
            .setText("freeze client spiffe://firm.example/hot-wallet")
            .setScope("client")
            .setTarget("spiffe://firm.example/hot-wallet")
            .setOperator("spiffe://firm.example/ops/alice")
            .setReason("INC-7")
            .setSince(Timestamp.newBuilder().setSeconds(1_800_000_000))
            .build();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<FreezeRequest> freezes = new ArrayList<>();
    private final List<RevokeClientRequest> revocations = new ArrayList<>();
    private final List<BrakeRequest> brakes = new ArrayList<>();
    private final List<GiveOrderRequest> orders = new ArrayList<>();
    private final List<Lever> levers = new ArrayList<>();
    private boolean known = true;

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
    void freeze_names_what_and_why_under_an_id_of_its_own() {
        assertThat(run("freeze", "key", "eth-hot", "--reason", "INC-7")).isZero();
        assertThat(run("freeze", "client", "hot-wallet", "--reason", "INC-7")).isZero();
        assertThat(run("freeze", "asset", "USDC", "--reason", "INC-7")).isZero();
        assertThat(run("freeze", "all", "--reason", "INC-7")).isZero();

        assertThat(freezes)
                .extracting(FreezeRequest::getKey, FreezeRequest::getClient, FreezeRequest::getAsset)
                .containsExactly(
                        tuple("eth-hot", "", ""),
                        tuple("", "hot-wallet", ""),
                        tuple("", "", "USDC"),
                        tuple("", "", ""));
        assertThat(freezes.getLast().getEverything()).isTrue();
        assertThat(freezes).extracting(FreezeRequest::getReason).containsOnly("INC-7");
        assertThat(freezes)
                .extracting(FreezeRequest::getCommandId)
                .doesNotHaveDuplicates()
                .noneMatch(String::isEmpty);
        assertThat(out.toString())
                .contains("entry 1042    freeze client spiffe://firm.example/hot-wallet")
                .contains("  since 2027-01-15T08:00:00Z by spiffe://firm.example/ops/alice: INC-7")
                .doesNotContain("look again");
    }

    @Test
    void what_the_policy_does_not_have_is_told() {
        known = false;

        assertThat(run("freeze", "client", "spiffe://firm.example/gone", "--reason", "INC-7"))
                .isZero();
        assertThat(run("revoke-client", "spiffe://firm.example/gone", "--reason", "INC-7"))
                .isZero();

        assertThat(out.toString().lines().filter(line -> line.contains("has no such client: look again")))
                .hasSize(2);
        assertThat(revocations.getFirst().getClient()).isEqualTo("spiffe://firm.example/gone");
    }

    @Test
    void a_slip_of_the_hand_asks_for_nothing() {
        assertThat(run("freeze", "all")).isEqualTo(2);
        assertThat(run("freeze", "all", "eth-hot", "--reason", "x")).isEqualTo(2);
        assertThat(run("freeze", "key", "--reason", "x")).isEqualTo(2);
        assertThat(run("freeze", "wallet", "x", "--reason", "x")).isEqualTo(2);
        assertThat(run("brake", "--percent", "10", "--for", "2", "--reason", "x"))
                .isEqualTo(2);
        assertThat(run("brake", "--percent", "10", "--for", "0h", "--reason", "x"))
                .isEqualTo(2);
        assertThat(freezes).isEmpty();
        assertThat(brakes).isEmpty();
    }

    @Test
    void a_brake_has_a_percentage_and_a_length() {
        for (var length : List.of("90s", "30m", "2h", "7d")) {
            assertThat(run("brake", "--percent", "10", "--for", length, "--reason", "INC-8"))
                    .isZero();
        }

        assertThat(brakes).extracting(BrakeRequest::getDurationSeconds).containsExactly(90L, 1_800L, 7_200L, 604_800L);
        assertThat(brakes).extracting(BrakeRequest::getPercent).containsOnly(10);
    }

    @Test
    void levers_are_listed_also_as_json() {
        assertThat(run("levers")).isZero();
        assertThat(out.toString()).contains("nothing is frozen, revoked or braked");
        out.getBuffer().setLength(0);
        levers.add(FROZEN);
        levers.add(FROZEN.toBuilder()
                .setKind(LeverKind.LEVER_KIND_BRAKE)
                .setPercent(10)
                .setUntil(Timestamp.newBuilder().setSeconds(1_800_007_200))
                .build());

        assertThat(run("levers", "--json")).isZero();

        var listed = JsonParser.parseString(out.toString()).getAsJsonObject().getAsJsonArray("levers");
        assertThat(listed.get(0).getAsJsonObject().keySet())
                .containsExactly("journal_index", "kind", "text", "scope", "target", "operator", "reason", "since");
        assertThat(listed.get(1).getAsJsonObject().get("percent").getAsInt()).isEqualTo(10);
        assertThat(listed.get(1).getAsJsonObject().get("until").getAsString()).isEqualTo("2027-01-15T10:00:00Z");
    }

    @Test
    void an_order_is_handed_in_with_all_its_signatures() throws IOException {
        var order = Files.writeString(folder.resolve("thaw.order"), "order").toString();
        var alice = Files.writeString(folder.resolve("alice.sig"), "alice").toString();
        var bob = Files.writeString(folder.resolve("bob.sig"), "bob").toString();

        assertThat(run("governance", "order", order, alice, bob)).isZero();
        assertThat(run("governance", "order", order)).isEqualTo(2);

        assertThat(orders).hasSize(1);
        assertThat(orders.getFirst().getOrder().toStringUtf8()).isEqualTo("order");
        assertThat(orders.getFirst().getSignaturesList()).containsExactly("alice", "bob");
    }

    private int run(String... arguments) {
        var line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of("--server", server.target(), "--tls", folder.toString()));
        return ClientMain.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(line.toArray(String[]::new));
    }

    private final class FakeOperatorService extends OperatorServiceImplBase {

        @Override
        public void freeze(FreezeRequest request, StreamObserver<FreezeResponse> answer) {
            freezes.add(request);
            answer.onNext(
                    FreezeResponse.newBuilder().setLever(FROZEN).setKnown(known).build());
            answer.onCompleted();
        }

        @Override
        public void revokeClient(RevokeClientRequest request, StreamObserver<RevokeClientResponse> answer) {
            revocations.add(request);
            answer.onNext(RevokeClientResponse.newBuilder()
                    .setLever(FROZEN)
                    .setKnown(known)
                    .build());
            answer.onCompleted();
        }

        @Override
        public void brake(BrakeRequest request, StreamObserver<BrakeResponse> answer) {
            brakes.add(request);
            answer.onNext(BrakeResponse.newBuilder().setLever(FROZEN).build());
            answer.onCompleted();
        }

        @Override
        public void listLevers(ListLeversRequest request, StreamObserver<ListLeversResponse> answer) {
            answer.onNext(ListLeversResponse.newBuilder().addAllLevers(levers).build());
            answer.onCompleted();
        }

        @Override
        public void giveOrder(GiveOrderRequest request, StreamObserver<GiveOrderResponse> answer) {
            orders.add(request);
            answer.onNext(GiveOrderResponse.getDefaultInstance());
            answer.onCompleted();
        }
    }
}
