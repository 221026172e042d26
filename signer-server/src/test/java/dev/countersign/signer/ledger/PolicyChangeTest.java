package dev.countersign.signer.ledger;

import static dev.countersign.signer.ledger.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.TestBundles;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Reason;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Place.class)
class PolicyChangeTest {

    private final Place place;

    private final PolicyBundle second = TestBundles.bundle(2, TestGrants.ethHot());
    private LedgerFolder folder;
    private Payment payment;

    PolicyChangeTest(Place place) {
        this.place = place;
    }

    @BeforeEach
    void open(@TempDir Path path) throws Exception {
        folder = new LedgerFolder(place, path);
        payment = Payment.of(folder.grant, "r1", 100, 1);
    }

    @AfterEach
    void close() {
        folder.close();
    }

    @Test
    void an_approval_of_the_old_policy_is_not_reserved_under_the_new_one() throws Exception {
        folder.ledger.activate(second);

        assertThat(refusalOf(() -> folder.reserve(payment)).reason()).isEqualTo(Reason.POLICY_CHANGED);
    }

    @Test
    void a_lower_version_never_follows_a_higher_one_even_after_a_restart() throws Exception {
        folder.ledger.activate(second);
        folder.restart();

        assertThat(refusalOf(() -> folder.ledger.activate(folder.grant.bundle()))
                        .reason())
                .isEqualTo(Reason.POLICY_CHANGED);
        folder.ledger.activate(second);
    }

    @Test
    void charges_and_settled_answers_outlive_the_policy_that_allowed_them() throws Exception {
        var settled = folder.sign(payment);
        assertThat(folder.used(Payment.USDC)).isEqualTo(100);

        folder.ledger.activate(second);

        assertThat(folder.used(Payment.USDC)).isEqualTo(100);
        assertThat(folder.ledger.find(TestGrants.HOT_WALLET, payment.request()).orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(settled);
    }

    @Test
    void a_request_in_doubt_is_not_signed_anew_with_another_key_of_the_same_name() throws Exception {
        folder.reserve(payment);
        var moved = TestBundles.bundle(2, withAnotherPublicKey(TestGrants.ethHot()));
        folder.ledger.activate(moved);

        var again =
                payment.by(moved.grant(TestGrants.HOT_WALLET, folder.grant.key().id()));

        assertThat(refusalOf(() -> folder.reserve(again)).reason()).isEqualTo(Reason.REQUEST_ID_REUSED);
        assertThat(folder.used(Payment.USDC)).isEqualTo(100);
    }

    private static KeyPolicy withAnotherPublicKey(KeyPolicy key) {
        return new KeyPolicy(
                key.id(),
                key.chain(),
                new PinnedKey(PinnedKey.Kind.SECP256K1, Bytes.fromHex("02" + "11".repeat(32))),
                Lane.WITHDRAWALS,
                false,
                key.account(),
                key.feeAsset(),
                key.assets(),
                key.rules(),
                key.limits(),
                key.feeEach(),
                key.ethereum());
    }
}
