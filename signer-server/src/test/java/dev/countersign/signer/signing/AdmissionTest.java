package dev.countersign.signer.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private static final Client HOT_WALLET = new Client("spiffe://firm.example/hot-wallet");
    private static final Client ORDERS = new Client("spiffe://firm.example/orders");

    @Test
    void a_client_gets_no_more_than_its_share() throws Exception {
        var places = new Admission(10, 2);

        try (var _ = places.enter(HOT_WALLET, Lane.WITHDRAWALS);
                var _ = places.enter(HOT_WALLET, Lane.WITHDRAWALS)) {
            assertOverloaded(places, HOT_WALLET);
            try (var other = places.enter(ORDERS, Lane.WITHDRAWALS)) {
                assertThat(other).isNotNull();
            }
        }
        try (var again = places.enter(HOT_WALLET, Lane.WITHDRAWALS)) {
            assertThat(again).isNotNull();
        }
    }

    @Test
    void a_full_lane_refuses_at_once_and_takes_nothing_of_the_share() throws Exception {
        var places = new Admission(1, 1);

        try (var _ = places.enter(HOT_WALLET, Lane.WITHDRAWALS)) {
            assertOverloaded(places, ORDERS);
        }
        // If the refusal had kept the share, this would be refused too.
        try (var place = places.enter(ORDERS, Lane.WITHDRAWALS)) {
            assertThat(place).isNotNull();
        }
    }

    @Test
    void a_flood_in_one_lane_leaves_the_places_of_the_other() throws Exception {
        var places = new Admission(1, 1);

        try (var _ = places.enter(HOT_WALLET, Lane.ORDERS)) {
            try (var place = places.enter(HOT_WALLET, Lane.WITHDRAWALS)) {
                assertThat(place).isNotNull();
            }
        }
    }

    private static void assertOverloaded(Admission places, Client client) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> places.enter(client, Lane.WITHDRAWALS))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.OVERLOADED));
    }
}
