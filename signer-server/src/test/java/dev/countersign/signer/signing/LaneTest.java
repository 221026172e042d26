package dev.countersign.signer.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import org.junit.jupiter.api.Test;

class LaneTest {

    private static final Client HOT_WALLET = new Client("spiffe://firm.example/hot-wallet");
    private static final Client ORDERS = new Client("spiffe://firm.example/orders");

    @Test
    void a_client_gets_no_more_than_its_share() throws Exception {
        var lane = new Lane(10, 2);

        try (var _ = lane.enter(HOT_WALLET);
                var _ = lane.enter(HOT_WALLET)) {
            assertOverloaded(lane, HOT_WALLET);
            try (var other = lane.enter(ORDERS)) {
                assertThat(other).isNotNull();
            }
        }
        try (var again = lane.enter(HOT_WALLET)) {
            assertThat(again).isNotNull();
        }
    }

    @Test
    void a_full_lane_refuses_at_once_and_takes_nothing_of_the_share() throws Exception {
        var lane = new Lane(1, 1);

        try (var _ = lane.enter(HOT_WALLET)) {
            assertOverloaded(lane, ORDERS);
        }
        // If the refusal had kept the share, this would be refused too.
        try (var place = lane.enter(ORDERS)) {
            assertThat(place).isNotNull();
        }
    }

    private static void assertOverloaded(Lane lane, Client client) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> lane.enter(client))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.OVERLOADED));
    }
}
