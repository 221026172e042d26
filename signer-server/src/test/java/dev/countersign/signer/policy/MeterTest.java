package dev.countersign.signer.policy;

import static dev.countersign.signer.policy.Transactions.DEPOSIT;
import static dev.countersign.signer.policy.Transactions.ETH;
import static dev.countersign.signer.policy.Transactions.STRANGER;
import static dev.countersign.signer.policy.Transactions.USDC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.model.Payers;
import dev.countersign.signer.policy.Meter.Quantity;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MeterTest {

    private static final Quantity UNITS = new Quantity.Units(USDC);
    private static final Quantity SIGNATURES = new Quantity.Signatures(Optional.empty());
    private static final Client CLIENT = TestGrants.HOT_WALLET;
    private static final Client OTHER = new Client("spiffe://firm.example/other");
    private static final Payer SAFE = new Payer.Safe(STRANGER);
    private static final Charge PAID = charge(Charge.Kind.OUTFLOW, USDC, Optional.of(DEPOSIT));
    private static final Charge FEE = charge(Charge.Kind.FEE, ETH, Optional.empty());

    private static Charge charge(Charge.Kind kind, Asset asset, Optional<Account> to) {
        return new Charge(kind, new Amount(asset, BigInteger.ONE), to);
    }

    private static Meter meter(Scope scope, Quantity quantity, Payer... payers) {
        var client =
                scope == Scope.CLIENT || scope == Scope.CLIENT_ALL ? Optional.of(CLIENT) : Optional.<Client>empty();
        return new Meter(
                scope,
                payers.length == 0 ? Optional.empty() : Optional.of(Payers.of(Set.of(payers))),
                client,
                scope == Scope.DESTINATION ? Optional.of(DEPOSIT) : Optional.empty(),
                quantity,
                Duration.ofDays(1));
    }

    @Test
    void it_sees_its_payers_and_its_client_and_all_sees_everybody() {
        assertThat(meter(Scope.GROUP, UNITS, TestGrants.PAYER, SAFE).sees(SAFE, OTHER))
                .isTrue();
        assertThat(meter(Scope.KEY, UNITS, TestGrants.PAYER).sees(SAFE, CLIENT)).isFalse();
        assertThat(meter(Scope.CLIENT, UNITS, SAFE).sees(SAFE, OTHER)).isFalse();
        assertThat(meter(Scope.CLIENT_ALL, UNITS).sees(SAFE, CLIENT)).isTrue();
        assertThat(meter(Scope.ALL, UNITS).sees(SAFE, OTHER)).isTrue();
    }

    @Test
    void a_destination_counts_what_goes_there_and_no_fee() {
        var meter = meter(Scope.DESTINATION, UNITS, TestGrants.PAYER);

        assertThat(meter.counts(PAID)).isTrue();
        assertThat(meter.to(STRANGER).counts(PAID)).isFalse();
        assertThat(meter.counts(charge(Charge.Kind.FEE, USDC, Optional.empty())))
                .isFalse();
        assertThat(meter(Scope.KEY, UNITS, TestGrants.PAYER).counts(charge(Charge.Kind.FEE, USDC, Optional.empty())))
                .isTrue();
    }

    @Test
    void what_is_charged_nothing_is_a_signature_but_none_of_an_asset_or_to_a_destination() {
        var ofUsdc = new Quantity.Signatures(Optional.of(USDC));

        assertThat(meter(Scope.KEY, SIGNATURES, TestGrants.PAYER).counts(List.of()))
                .isTrue();
        assertThat(meter(Scope.KEY, UNITS, TestGrants.PAYER).counts(List.of())).isFalse();
        assertThat(meter(Scope.KEY, ofUsdc, TestGrants.PAYER).counts(List.of(FEE)))
                .isFalse();
        assertThat(meter(Scope.KEY, ofUsdc, TestGrants.PAYER).counts(List.of(FEE, PAID)))
                .isTrue();
        assertThat(meter(Scope.DESTINATION, SIGNATURES, TestGrants.PAYER).counts(List.of(FEE)))
                .isFalse();
        assertThat(meter(Scope.DESTINATION, SIGNATURES, TestGrants.PAYER).counts(List.of(FEE, PAID)))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void a_scope_without_whom_it_is_over_is_no_meter(Scope scope) {
        var wide = scope == Scope.ALL || scope == Scope.CLIENT_ALL;

        assertThatThrownBy(() -> meter(scope, UNITS, wide ? new Payer[] {SAFE} : new Payer[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nobody_is_no_set_of_payers() {
        assertThatThrownBy(() -> Payers.of(Set.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
