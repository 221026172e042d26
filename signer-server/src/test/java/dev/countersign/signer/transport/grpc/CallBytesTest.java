package dev.countersign.signer.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallBytesTest {

    private static final int KIB = 1024;

    /// What a call has left to a peer, of its 100 KiB.
    private static final int ROOM = 100 * KIB - CallBytes.CALL_BYTES;

    private final CallBytes.Budgets budgets =
            CallBytes.Budgets.of(new GrpcListener.Bounds(64 * KIB, 16, 100 * KIB, 150 * KIB));
    private final List<String> refused = new ArrayList<>();

    @Test
    void a_call_is_refused_once_by_the_piece_that_goes_beyond_the_peers_share() {
        var call = begun("hot-wallet");

        call.inboundWireSize(ROOM);
        assertThat(call.isRefused()).isFalse();
        call.inboundWireSize(1);
        call.inboundWireSize(1);

        assertThat(call.isRefused()).isTrue();
        assertThat(refused).containsExactly("hot-wallet");
    }

    @Test
    void what_a_refused_call_held_is_there_for_the_next_at_once() {
        begun("hot-wallet").inboundWireSize(ROOM + 1L);
        var next = begun("hot-wallet");

        next.inboundWireSize(ROOM);

        assertThat(next.isRefused()).isFalse();
    }

    @Test
    void others_have_what_one_peer_cannot_take() {
        begun("hot-wallet").inboundWireSize(ROOM);
        var other = begun("reporting");

        other.inboundWireSize(50 * KIB - CallBytes.CALL_BYTES);
        assertThat(refused).isEmpty();
        other.inboundWireSize(1);

        assertThat(refused).containsExactly("reporting");
    }

    @Test
    void small_pieces_count_for_the_buffers_that_they_hold() {
        var call = begun("hot-wallet");

        for (var i = 0; i < ROOM / CallBytes.LEAST_PIECE_BYTES; i++) {
            call.inboundWireSize(1);
        }
        assertThat(refused).isEmpty();
        call.inboundWireSize(1);

        assertThat(refused).containsExactly("hot-wallet");
    }

    @Test
    void a_call_that_was_given_up_holds_its_bytes_until_nobody_works_on_it() {
        var call = begun("hot-wallet");
        call.inboundWireSize(ROOM);
        call.enter();

        call.streamClosed(Status.CANCELLED);
        assertThat(made().begin("hot-wallet", () -> {})).isFalse();
        call.leave();

        assertThat(made().begin("hot-wallet", () -> {})).isTrue();
    }

    @Test
    void an_answer_takes_the_place_of_the_message_and_needs_room_beyond_it() {
        var call = begun("hot-wallet");
        call.inboundWireSize(50 * KIB);

        assertThat(call.exchange(100 * KIB)).isTrue();
        assertThat(call.exchange(100 * KIB + 1)).isFalse();
    }

    @Test
    void a_peer_that_does_not_take_its_refusals_has_its_streams_dropped() {
        var dropped = begun("hot-wallet");
        dropped.inboundWireSize(200 * KIB - CallBytes.CALL_BYTES);

        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> dropped.inboundWireSize(1))
                .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
        dropped.streamClosed(Status.RESOURCE_EXHAUSTED);

        assertThat(budgets.refused().peers()).isZero();
        assertThat(budgets.held().peers()).isZero();
    }

    @Test
    void nothing_is_held_by_calls_that_have_ended() {
        for (var bytes : List.of(1, ROOM, ROOM + 1)) {
            var call = begun("hot-wallet");
            call.inboundWireSize(bytes);
            call.enter();
            call.leave();
            call.streamClosed(Status.OK);
        }

        assertThat(budgets.held().peers()).isZero();
        assertThat(budgets.refused().peers()).isZero();
    }

    private CallBytes begun(String peer) {
        var call = made();
        assertThat(call.begin(peer, () -> refused.add(peer))).isTrue();
        return call;
    }

    /// As gRPC makes them.
    private CallBytes made() {
        var context = budgets.factory()
                .newServerStreamTracer("countersign.v1.SigningService/Sign", new Metadata())
                .filterContext(Context.ROOT);
        return CallBytes.of(context);
    }
}
