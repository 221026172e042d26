package dev.countersign.signer.ledger;

import static dev.countersign.signer.bundle.BitcoinPolicy.CHANGE;
import static dev.countersign.signer.bundle.BitcoinPolicy.EXCHANGE;
import static dev.countersign.signer.bundle.BitcoinPolicy.KEY;
import static dev.countersign.signer.ledger.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.bundle.BitcoinPolicy;
import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.decode.TransactionDecoder;
import dev.countersign.signer.decode.bitcoin.psbt.SpendingPsbt;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.RequestId;
import dev.countersign.signer.model.SigningRequest;
import dev.countersign.signer.model.SigningRequest.BitcoinPsbt;
import dev.countersign.signer.model.SigningRequest.Expectations;
import dev.countersign.signer.policy.PolicyEngine;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Replacing a Bitcoin payment (BIP-125): decoded, judged and reserved as a request would be. At most one of the
/// versions can ever be mined, so they are charged once.
@ParameterizedClass
@EnumSource(Place.class)
class BitcoinReplacementTest {

    private final Place place;

    private static final OutputScript SELF = OutputScript.p2wpkh(KEY);

    private final Grant grant = BitcoinPolicy.grant();
    private LedgerFolder folder;

    BitcoinReplacementTest(Place place) {
        this.place = place;
    }

    @BeforeEach
    void open(@TempDir Path path) throws Exception {
        folder = new LedgerFolder(place, path, grant);
    }

    @AfterEach
    void close() {
        folder.close();
    }

    @Test
    void the_halves_of_a_payment_are_never_paid_one_by_one() throws Exception {
        reserve("both", spending(1, 2).pay(EXCHANGE, 90_000).pay(SELF, 105_000));

        assertTaken("first-half", spending(1).pay(EXCHANGE, 90_000));
        assertTaken("second-half", spending(2).pay(EXCHANGE, 90_000));
        assertTaken("another-half", spending(2, 3).pay(EXCHANGE, 90_000).pay(SELF, 100_000));
        assertThat(used()).isEqualTo(95_000);
    }

    @Test
    void a_replacement_adds_inputs_and_from_then_on_all_of_them_are_due() throws Exception {
        reserve("first", spending(1).pay(EXCHANGE, 80_000).pay(SELF, 15_000));
        reserve("wider", spending(1, 2).pay(EXCHANGE, 80_000).pay(SELF, 110_000));

        assertTaken("narrow-again", spending(1).pay(EXCHANGE, 80_000).pay(SELF, 8_000));
        assertTaken("the-added-alone", spending(2).pay(EXCHANGE, 80_000).pay(SELF, 8_000));
        assertTaken("the-added-elsewhere", spending(2, 3).pay(EXCHANGE, 80_000).pay(SELF, 105_000));
        reserve("higher", spending(1, 2).pay(EXCHANGE, 80_000).pay(CHANGE, 105_000));
        assertThat(used()).as("the payment, and the dearest fee").isEqualTo(95_000);
    }

    @Test
    void a_replacement_pays_the_same_and_raises_its_fee() throws Exception {
        reserve("first", spending(1, 2).pay(EXCHANGE, 90_000).pay(SELF, 105_000));

        assertTaken("more", spending(1, 2).pay(EXCHANGE, 91_000).pay(SELF, 100_000));
        assertTaken("cheaper", spending(1, 2).pay(EXCHANGE, 90_000).pay(SELF, 106_000));
        assertTaken("as-dear", spending(2, 1).pay(SELF, 105_000).pay(EXCHANGE, 90_000));
        assertTaken(
                "dearer-but-for-its-size",
                spending(1, 2, 3, 4).pay(EXCHANGE, 90_000).pay(SELF, 304_000));
        assertThat(used()).isEqualTo(95_000);
    }

    @Test
    void a_consolidation_of_the_same_outputs_cancels() throws Exception {
        reserve("payment", spending(1, 2).pay(EXCHANGE, 90_000).pay(SELF, 105_000));

        assertTaken("half", spending(1).pay(SELF, 92_000));
        reserve("cancel", spending(1, 2).pay(SELF, 190_000));

        assertTaken("pay-else", spending(1, 2).pay(EXCHANGE, 80_000).pay(SELF, 105_000));
        reserve("cancel-dearer", spending(1, 2).pay(CHANGE, 185_000));
        assertThat(used()).as("the payment, and the dearest fee").isEqualTo(105_000);
    }

    @Test
    void what_began_as_a_consolidation_pays_nobody() throws Exception {
        reserve("consolidation", spending(1, 2).pay(SELF, 195_000));

        assertTaken("payment", spending(1, 2).pay(EXCHANGE, 90_000).pay(SELF, 100_000));
        reserve("dearer", spending(1, 2).pay(SELF, 190_000));
    }

    @Test
    void two_payments_are_not_replaced_by_one() throws Exception {
        reserve("one", spending(1).pay(EXCHANGE, 95_000));
        reserve("two", spending(2).pay(EXCHANGE, 95_000));

        assertTaken("both", spending(1, 2).pay(EXCHANGE, 95_000).pay(SELF, 95_000));
        assertThat(used()).isEqualTo(200_000);
    }

    private void assertTaken(String requestId, SpendingPsbt psbt) {
        assertThat(refusalOf(() -> reserve(requestId, psbt)).reason()).isEqualTo(Reason.OUTPOINT_ALREADY_SIGNED);
    }

    private void reserve(String requestId, SpendingPsbt psbt) throws Refused {
        var request = new SigningRequest(
                new RequestId(requestId),
                grant.key().id(),
                new BitcoinPsbt(psbt.bytes(), false),
                Expectations.NONE,
                "");
        var transaction = new TransactionDecoder().decode(grant, request);
        var approved = new PolicyEngine()
                .evaluate(grant, transaction, folder.time.wall())
                .orRefuse();
        assertThat(folder.ledger.reserve(request, approved).journalIndex()).isPositive();
    }

    /// What is charged on the key, satoshis.
    private long used() throws Refused {
        var limits = new PolicyEngine()
                .limits(grant).stream()
                        .filter(limit -> limit.meter().scope() == Scope.KEY)
                        .toList();
        return folder.ledger.headroom(List.copyOf(limits)).getFirst().used().longValueExact();
    }

    private static SpendingPsbt spending(int... salts) {
        var psbt = new SpendingPsbt();
        for (var salt : salts) {
            psbt.p2wpkh(KEY, salt);
        }
        return psbt;
    }
}
