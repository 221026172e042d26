package dev.countersign.signer.transport.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.UnknownFieldSet;
import dev.countersign.signer.model.Brake;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.operations.EmergencyOffice.Command;
import dev.countersign.signer.operations.LeverNames.Scope;
import dev.countersign.v1.BrakeRequest;
import dev.countersign.v1.FreezeRequest;
import dev.countersign.v1.RevokeClientRequest;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeverReaderTest {

    private static final Command COMMAND = new Command("c-1", "why");

    @Test
    void commands_are_read() throws Exception {
        assertThat(LeverReader.read(freeze().setKey("eth-hot").build()))
                .isEqualTo(new LeverReader.Freeze(COMMAND, Scope.KEY, "eth-hot"));
        assertThat(LeverReader.read(freeze().setClient("hot-wallet").build()))
                .isEqualTo(new LeverReader.Freeze(COMMAND, Scope.CLIENT, "hot-wallet"));
        assertThat(LeverReader.read(freeze().setAsset("ETH").build()))
                .isEqualTo(new LeverReader.Freeze(COMMAND, Scope.ASSET, "ETH"));
        assertThat(LeverReader.read(freeze().setEverything(true).build()))
                .isEqualTo(new LeverReader.Freeze(COMMAND, Scope.ALL, ""));
        assertThat(LeverReader.read(brake(99, 2_592_000)))
                .isEqualTo(new LeverReader.Braking(COMMAND, new Brake(99), Duration.ofDays(30)));
        assertThat(LeverReader.read(brake(1, 1)).brake()).isEqualTo(new Brake(1));
        assertThat(LeverReader.read(revoke("hot-wallet"))).isEqualTo(COMMAND);
    }

    @Test
    void what_is_frozen_is_said() {
        assertMalformed("target", () -> LeverReader.read(freeze().build()));
        assertMalformed(
                "everything",
                () -> LeverReader.read(freeze().setEverything(false).build()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "a\u202eb"})
    void a_name_is_a_line_of_text(String name) {
        assertMalformed("key", () -> LeverReader.read(freeze().setKey(name).build()));
        assertMalformed(
                "client", () -> LeverReader.read(freeze().setClient(name).build()));
        assertMalformed("asset", () -> LeverReader.read(freeze().setAsset(name).build()));
        assertMalformed("client", () -> LeverReader.read(revoke(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a\nlevel=ERROR b"})
    void a_reason_is_written(String reason) {
        assertMalformed(
                "reason",
                () -> LeverReader.read(
                        freeze().setReason(reason).setEverything(true).build()));
        assertMalformed(
                "reason",
                () -> LeverReader.read(
                        brake(10, 60).toBuilder().setReason(reason).build()));
        assertMalformed(
                "reason",
                () -> LeverReader.read(revoke("x").toBuilder().setReason(reason).build()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\n"})
    void a_command_has_an_id(String id) {
        assertMalformed(
                "command_id",
                () -> LeverReader.read(
                        freeze().setCommandId(id).setEverything(true).build()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, -1})
    void a_brake_leaves_1_to_99_percent(int percent) {
        assertMalformed("percent", () -> LeverReader.read(brake(percent, 60)));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 2_592_001, -1})
    void a_brake_lasts_up_to_30_days(long seconds) {
        assertMalformed("duration_seconds", () -> LeverReader.read(brake(10, seconds)));
    }

    @Test
    void no_field_that_is_not_known_is_dropped() {
        var unknown = UnknownFieldSet.newBuilder()
                .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .build();
        assertMalformed(
                "fields",
                () -> LeverReader.read(
                        freeze().setEverything(true).setUnknownFields(unknown).build()));
        assertMalformed(
                "fields",
                () -> LeverReader.read(
                        brake(10, 60).toBuilder().setUnknownFields(unknown).build()));
        assertMalformed(
                "fields",
                () -> LeverReader.read(
                        revoke("x").toBuilder().setUnknownFields(unknown).build()));
    }

    private static FreezeRequest.Builder freeze() {
        return FreezeRequest.newBuilder().setCommandId("c-1").setReason("why");
    }

    private static RevokeClientRequest revoke(String client) {
        return RevokeClientRequest.newBuilder()
                .setCommandId("c-1")
                .setReason("why")
                .setClient(client)
                .build();
    }

    private static BrakeRequest brake(int percent, long seconds) {
        return BrakeRequest.newBuilder()
                .setCommandId("c-1")
                .setReason("why")
                .setPercent(percent)
                .setDurationSeconds(seconds)
                .build();
    }

    private static void assertMalformed(String named, ThrowingCallable call) {
        var refused = catchThrowableOfType(Refused.class, call);
        assertThat(refused).hasMessageContaining(named);
        assertThat(refused.reason()).isEqualTo(Reason.MALFORMED_REQUEST);
    }
}
