package dev.countersign.signer.transport.grpc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import io.grpc.protobuf.StatusProto;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StatusMapperTest {

    @Test
    void the_contract_lists_exactly_our_reasons_in_our_order() {
        var contract = Arrays.stream(dev.countersign.v1.Reason.values())
                .filter(reason -> reason != dev.countersign.v1.Reason.UNRECOGNIZED
                        && reason != dev.countersign.v1.Reason.REASON_UNSPECIFIED)
                .map(reason -> reason.name().substring("REASON_".length()))
                .toList();

        assertThat(contract)
                .isEqualTo(Arrays.stream(Reason.values()).map(Enum::name).toList());
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void every_reason_is_an_error_with_exactly_one_error_info(Reason reason) throws Exception {
        var status = statusOf(StatusMapper.toStatus(Refusal.of(reason, "why").with("limit_id", "usdc-day")));

        assertThat(status.getCode()).isNotEqualTo(Code.OK_VALUE);
        assertThat(status.getDetailsCount()).isEqualTo(1);
        var info = status.getDetails(0).unpack(ErrorInfo.class);
        assertThat(info.getReason()).isEqualTo(reason.name());
        assertThat(info.getDomain()).isEqualTo("countersign.dev");
        assertThat(info.getMetadataMap()).containsEntry("limit_id", "usdc-day");
    }

    @Test
    void the_first_in_precedence_is_reported_whatever_order_they_were_found_in() {
        var refused = new Refused(List.of(
                Refusal.of(Reason.LIMIT_EXCEEDED, "second"), Refusal.of(Reason.DESTINATION_NOT_ALLOWED, "first")));

        assertThat(StatusMapper.toStatus(refused).getStatus().getDescription()).isEqualTo("first");
    }

    @Test
    void waiting_that_helps_is_told_as_retry_info() throws Exception {
        var status = statusOf(
                StatusMapper.toStatus(Refusal.of(Reason.LIMIT_EXCEEDED, "why").with("retry_after_seconds", "90")));

        assertThat(status.getDetails(1).unpack(RetryInfo.class).getRetryDelay().getSeconds())
                .isEqualTo(90);
    }

    private static Status statusOf(Throwable thrown) {
        return requireNonNull(StatusProto.fromThrowable(thrown));
    }
}
