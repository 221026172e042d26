package dev.countersign.signer.transport.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.UnknownFieldSet;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.operations.Maintenance.Drain;
import dev.countersign.signer.operations.Maintenance.Resume;
import dev.countersign.v1.DrainTokenRequest;
import dev.countersign.v1.ListTokensRequest;
import dev.countersign.v1.ResumeTokenRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandReaderTest {

    private static final UnknownFieldSet UNKNOWN = UnknownFieldSet.newBuilder()
            .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();

    @Test
    void commands_are_read() throws Exception {
        assertThat(CommandReader.read(drain("hsm-a", "firmware 7.8 – über Nacht")))
                .isEqualTo(new Drain("hsm-a", "firmware 7.8 – über Nacht", false));
        assertThat(CommandReader.read(
                        drain("hsm-a", "x").toBuilder().setAcceptOutage(true).build()))
                .isEqualTo(new Drain("hsm-a", "x", true));
        assertThat(CommandReader.read(
                        ResumeTokenRequest.newBuilder().setLabel("hsm-a").build()))
                .isEqualTo(new Resume("hsm-a", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a label of thirty-three characters", "a\nb", "a\u202eb"})
    void a_label_is_a_line_of_1_to_32_characters(String label) {
        assertMalformed("label", drain(label, "why"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a\nlevel=ERROR b", "a\u001b[2Jb", "a\u2028b"})
    void a_reason_is_a_line_of_text(String reason) {
        assertMalformed("reason", drain("hsm-a", reason));
    }

    @Test
    void a_reason_has_at_most_256_bytes() throws Exception {
        assertThat(CommandReader.read(drain("hsm-a", "é".repeat(128))).reason()).hasSize(128);
        assertMalformed("reason", drain("hsm-a", "é".repeat(128) + "a"));
    }

    @Test
    void no_field_that_is_not_known_is_dropped() {
        assertMalformed(
                "fields",
                drain("hsm-a", "why").toBuilder().setUnknownFields(UNKNOWN).build());
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> CommandReader.read(
                        ListTokensRequest.newBuilder().setUnknownFields(UNKNOWN).build()));
    }

    private static void assertMalformed(String named, DrainTokenRequest request) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> CommandReader.read(request))
                .withMessageContaining(named)
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.MALFORMED_REQUEST));
    }

    private static DrainTokenRequest drain(String label, String reason) {
        return DrainTokenRequest.newBuilder().setLabel(label).setReason(reason).build();
    }
}
