package dev.countersign.signer.decode.ethereum.typed;

import static dev.countersign.signer.decode.ethereum.typed.TypedJson.OWN;
import static dev.countersign.signer.decode.ethereum.typed.TypedJson.ROUTER;
import static dev.countersign.signer.decode.ethereum.typed.TypedJson.USDC;
import static dev.countersign.signer.decode.ethereum.typed.TypedJson.VENUE;
import static dev.countersign.signer.decode.ethereum.typed.TypedJson.WETH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.bundle.TypedPolicy;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What typed data does under policy/typed.yaml.
class TypedDataDecoderTest {

    private static final Chain MAINNET = new Chain("eip155:1");
    private static final long DEADLINE = 1_800_000_000;
    private static final KeyPolicy HOT = TypedPolicy.hot();
    private static final String UINT256 =
            "115792089237316195423570985008687907853269984665640564039457584007913129639935";

    private final TypedDataDecoder decoder = new TypedDataDecoder();

    @Test
    void a_permit_lets_its_spender_take_the_amount_until_its_deadline() throws Exception {
        var permit = decode(TypedJson.permit(DEADLINE));

        assertThat(permit.effects()).containsExactly(allowance(USDC, "250000000"));
        assertThat(permit.expiry()).contains(Instant.ofEpochSecond(DEADLINE));
        assertThat(permit.slots()).extracting(Slot::id).containsExactly("eip155:1/erc2612/" + USDC + "/" + OWN + "/7");
        assertThat(permit.feeBound().units()).isZero();
        assertThat(permit.unknown()).isEmpty();
        assertThat(permit.signable().digests().getFirst().hex())
                .isEqualTo(Eip712VectorTest.digest(TypedJson.permit(DEADLINE).text()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TransferWithAuthorization", "ReceiveWithAuthorization"})
    void an_authorization_transfers(String primaryType) throws Exception {
        var transfer = decode(TypedJson.authorization(primaryType, DEADLINE));

        assertThat(transfer.effects())
                .containsExactly(
                        new Movement(Action.TRANSFER, amount(USDC, "250000000"), account(OWN), account(ROUTER)));
        assertThat(transfer.expiry()).contains(Instant.ofEpochSecond(DEADLINE));
        assertThat(transfer.slots())
                .extracting(Slot::id)
                .containsExactly("eip155:1/erc3009/" + USDC + "/" + OWN + "/0x" + "ab".repeat(32));
    }

    @Test
    void an_allowance_of_permit2_lives_as_long_as_the_longer_of_its_two_ends() throws Exception {
        assertThat(decode(TypedJson.permitSingle(DEADLINE + 60, DEADLINE)).expiry())
                .contains(Instant.ofEpochSecond(DEADLINE + 60));
        var single = decode(TypedJson.permitSingle(DEADLINE, DEADLINE + 30));

        assertThat(single.expiry()).contains(Instant.ofEpochSecond(DEADLINE + 30));
        assertThat(single.effects()).containsExactly(allowance(USDC, "250000000"));
        assertThat(single.slots())
                .extracting(Slot::id)
                .containsExactly("eip155:1/permit2/" + OWN + "/" + USDC + "/" + ROUTER + "/3");
    }

    @Test
    void a_batch_of_permit2_is_as_many_allowances() throws Exception {
        var batch = decode(TypedJson.permitBatch(
                DEADLINE, TypedJson.detail(USDC, "1", DEADLINE), TypedJson.detail(WETH, "2", DEADLINE + 5)));

        assertThat(batch.effects()).containsExactly(allowance(USDC, "1"), allowance(WETH, "2"));
        assertThat(batch.slots()).hasSize(2);
        assertThat(batch.expiry()).contains(Instant.ofEpochSecond(DEADLINE + 5));
    }

    @Test
    void a_single_transfer_of_permit2_spends_its_own_nonce() throws Exception {
        var once = decode(TypedJson.permitTransferFrom(DEADLINE));

        assertThat(once.effects()).containsExactly(allowance(USDC, "250000000"));
        assertThat(once.slots()).extracting(Slot::id).containsExactly("eip155:1/permit2/" + OWN + "/once/9");
    }

    @Test
    void a_permit_of_nothing_takes_an_allowance_back() throws Exception {
        assertThat(decode(TypedJson.permit(DEADLINE).message("value", "0")).effects())
                .containsExactly(allowance(USDC, "0"));
    }

    @Test
    void what_never_expires_has_an_end_that_can_be_written() throws Exception {
        assertThat(decode(TypedJson.permit(DEADLINE).message("deadline", UINT256))
                        .expiry())
                .contains(Instant.parse("9999-12-31T23:59:59Z"));
    }

    @Test
    void data_without_an_amount_is_a_deed_of_its_name() throws Exception {
        var agent = decode(TypedJson.agent());

        assertThat(agent.effects())
                .containsExactly(new Deed(new Action(Permission.TYPED_DATA, "venue-agent"), Optional.empty()));
        assertThat(agent.slots()).isEmpty();
        assertThat(agent.expiry()).isEmpty();
    }

    @Test
    void data_with_an_amount_moves_it() throws Exception {
        var action = new Action(Permission.TYPED_DATA, "venue-withdrawal");
        var withdrawal = decode(TypedJson.withdrawal(DEADLINE));

        assertThat(withdrawal.effects())
                .containsExactly(
                        new Deed(action, Optional.empty()),
                        new Movement(action, amount(USDC, "12500000"), account(OWN), account(VENUE)));
        assertThat(withdrawal.expiry()).contains(Instant.ofEpochSecond(DEADLINE));
        assertThat(decode(TypedJson.order()).effects())
                .containsExactly(
                        new Deed(
                                new Action(Permission.TYPED_DATA, "order"),
                                Optional.of(account("0x3333333333333333333333333333333333333333"))),
                        new Movement(
                                new Action(Permission.TYPED_DATA, "order"),
                                amount(WETH, "1000"),
                                account(OWN),
                                account(VENUE)));
    }

    @Test
    void permits_of_permit2_are_for_keys_of_which_the_policy_says_so() {
        var refused = catchThrowableOfType(
                Refused.class,
                () -> decoder.decode(
                        TypedPolicy.key(text -> text.replace("permit2: true", "permit2: false")),
                        TypedJson.permitSingle(DEADLINE, DEADLINE).bytes()));

        assertThat(refused.reason()).isEqualTo(Reason.TYPED_DATA_NOT_REGISTERED);
        assertThat(refused).hasMessageContaining("permit2: true");
    }

    @Test
    void definitions_that_no_rule_of_the_key_names_are_not_its_own() {
        var key = TypedPolicy.key(text -> text.replace("[ venue-withdrawal, order ]", "[ venue-withdrawal ]"));

        var refused = catchThrowableOfType(
                Refused.class, () -> decoder.decode(key, TypedJson.order().bytes()));

        assertThat(refused.reason()).isEqualTo(Reason.TYPED_DATA_NOT_REGISTERED);
    }

    @Test
    void integers_may_be_written_as_wallets_do() throws Exception {
        var permit = TypedJson.permit(DEADLINE);

        var written = decode(permit);
        assertThat(decode(permit.message("value", 250_000_000)).signable()).isEqualTo(written.signable());
        assertThat(decode(permit.message("value", "0xee6b280")).signable()).isEqualTo(written.signable());
        assertThat(decode(permit.domain("chainId", "0x1")).signable()).isEqualTo(written.signable());
        assertThat(decode(permit.domain("verifyingContract", "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48"))
                        .signable())
                .isEqualTo(written.signable());
    }

    private Transaction decode(TypedJson json) throws Refused {
        return decoder.decode(HOT, json.bytes());
    }

    private static Movement allowance(String token, String units) {
        return new Movement(Action.APPROVE, amount(token, units), account(OWN), account(ROUTER));
    }

    private static Amount amount(String token, String units) {
        return new Amount(new Asset("eip155:1/erc20:" + token), new BigInteger(units));
    }

    private static Account account(String address) {
        return new Account(MAINNET, address);
    }
}
