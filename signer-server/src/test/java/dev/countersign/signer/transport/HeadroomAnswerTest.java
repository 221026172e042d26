package dev.countersign.signer.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.ledger.Headroom;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Currency;
import dev.countersign.signer.model.Payers;
import dev.countersign.signer.policy.Meter;
import dev.countersign.signer.policy.Meter.Quantity;
import dev.countersign.signer.policy.MeteredLimit;
import dev.countersign.signer.signing.Enquiries.HeadroomNow;
import dev.countersign.v1.SignatureCount;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeadroomAnswerTest {

    private static final Quantity USDC = new Quantity.Units(TestGrants.USDC.asset());
    private static final Optional<Account> NOWHERE = Optional.empty();

    @Test
    void amounts_are_told_in_base_units_and_of_whom() {
        var answer = answer(Scope.DESTINATION, Optional.of(TestGrants.EXCHANGE), USDC, 100, 30);

        assertThat(answer.getScope()).isEqualTo("destination");
        assertThat(answer.getDestination()).isEqualTo(TestGrants.EXCHANGE.caip10());
        assertThat(answer.getAsset()).isEqualTo(TestGrants.USDC.asset().caip19());
        assertThat(List.of(answer.getMax(), answer.getUsed(), answer.getRemaining()))
                .containsExactly("100", "30", "70");
        assertThat(answer.hasSignatures()).isFalse();
    }

    @Test
    void signatures_are_told_in_a_field_of_their_own() {
        var answer = answer(Scope.KEY, NOWHERE, new Quantity.Signatures(Optional.empty()), 200, 201);

        assertThat(answer.getSignatures())
                .isEqualTo(SignatureCount.newBuilder()
                        .setMax(200)
                        .setUsed(201)
                        .setRemaining(0)
                        .build());
        assertThat(List.of(answer.getMax(), answer.getUsed(), answer.getRemaining(), answer.getAsset()))
                .containsOnly("");
        assertThat(answer.getDestination()).isEmpty();
        assertThat(answer.getWindowSeconds()).isEqualTo(1);
    }

    @Test
    void amounts_in_a_currency_name_it_and_no_asset() {
        var answer = answer(Scope.KEY, NOWHERE, new Quantity.Worth(new Currency("USD", 2)), 100, 130);

        assertThat(answer.getCurrency()).isEqualTo("USD");
        assertThat(answer.getCurrencyDecimals()).isEqualTo(2);
        assertThat(List.of(answer.getMax(), answer.getUsed(), answer.getRemaining(), answer.getAsset()))
                .containsExactly("100", "130", "0", "");
        assertThat(answer.hasSignatures()).isFalse();
    }

    @Test
    void signatures_that_must_charge_an_asset_name_it() {
        var usdc = TestGrants.USDC.asset();

        assertThat(answer(Scope.KEY, NOWHERE, new Quantity.Signatures(Optional.of(usdc)), 2, 1)
                        .getAsset())
                .isEqualTo(usdc.caip19());
    }

    @Test
    void what_is_outstanding_has_no_window() {
        var meter = new Meter(
                Scope.KEY,
                Optional.of(Payers.of(TestGrants.PAYER)),
                Optional.empty(),
                NOWHERE,
                USDC,
                new Meter.Period.Outstanding());

        var answer = answer(meter, 100, 30);

        assertThat(answer.getOutstanding()).isTrue();
        assertThat(answer.getWindowSeconds()).isZero();
        assertThat(answer.getRemaining()).isEqualTo("70");
        assertThat(answer(Scope.KEY, NOWHERE, USDC, 100, 30).getOutstanding()).isFalse();
    }

    private static dev.countersign.v1.Headroom answer(
            Scope scope, Optional<Account> destination, Quantity quantity, long max, long used) {
        var payers = Optional.of(Payers.of(TestGrants.PAYER));
        var meter = new Meter(scope, payers, Optional.empty(), destination, quantity, Duration.ofSeconds(1));
        return answer(meter, max, used);
    }

    private static dev.countersign.v1.Headroom answer(Meter meter, long max, long used) {
        var limit = new MeteredLimit("day", meter, BigInteger.valueOf(max));
        var now = new HeadroomNow(List.of(new Headroom(limit, BigInteger.valueOf(used))), Instant.EPOCH);
        return AnswerWriter.headroom(now).getLimits(0);
    }
}
