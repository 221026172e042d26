package dev.countersign.signer.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.hsm.TokenStatus.Sessions;
import dev.countersign.signer.hsm.TokenStatus.State;
import dev.countersign.signer.model.Lane;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TokenStatusTest {

    private static final Sessions IDLE = new Sessions(4, 0, 0, 0);
    private static final Sessions BEHIND = new Sessions(4, 4, 0, 4);
    private static final Sessions ALMOST_DRY = new Sessions(4, 4, 0, 3);

    @Test
    void a_backlog_is_one_more_request_for_each_session() {
        assertThat(TokenStatus.backlog(List.of(token(BEHIND, IDLE)))).isTrue();
        assertThat(TokenStatus.backlog(List.of(token(ALMOST_DRY, IDLE)))).isFalse();
    }

    @Test
    void nothing_under_way_is_no_backlog() {
        assertThat(TokenStatus.backlog(List.of())).isFalse();
        assertThat(TokenStatus.backlog(List.of(token(IDLE, IDLE)))).isFalse();
    }

    @Test
    void one_lane_or_token_that_would_run_dry_is_enough_for_none() {
        assertThat(TokenStatus.backlog(List.of(token(BEHIND, ALMOST_DRY)))).isFalse();
        assertThat(TokenStatus.backlog(List.of(token(BEHIND, IDLE), token(ALMOST_DRY, IDLE))))
                .isFalse();
        assertThat(TokenStatus.backlog(List.of(token(BEHIND, IDLE), token(BEHIND, BEHIND))))
                .isTrue();
    }

    private static TokenStatus token(Sessions withdrawals, Sessions orders) {
        return new TokenStatus(
                "token", State.SERVING, "", 1, 1, Map.of(Lane.WITHDRAWALS, withdrawals, Lane.ORDERS, orders));
    }
}
