package dev.countersign.signer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeverTest {

    private static final String HEX = "02" + "79".repeat(32);
    private static final Client WALLET = new Client("spiffe://firm.example/hot-wallet");
    private static final Client OTHER = new Client("spiffe://firm.example/orders");
    private static final Bytes KEY = Bytes.fromHex(HEX);
    private static final Bytes OTHER_KEY = Bytes.fromHex("03" + "79".repeat(32));
    private static final Asset ETH = new Asset("eip155:1/slip44:60");
    private static final Asset USDC = new Asset("eip155:1/erc20:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48");
    private static final Instant UNTIL = Instant.parse("2026-11-21T14:00:00.250Z");

    record Form(String text, Lever lever) {}

    static List<Form> forms() {
        return List.of(
                new Form("freeze all", new Lever.FreezeAll()),
                new Form("freeze key " + HEX, new Lever.FreezeKey(KEY)),
                new Form("freeze client " + WALLET, new Lever.FreezeClient(WALLET)),
                new Form("freeze asset eip155:1/slip44:60", new Lever.FreezeAsset(ETH)),
                new Form("revoke client " + WALLET, new Lever.RevokeClient(WALLET)),
                new Form("brake 7% until 2026-11-21T14:00:00.250Z", new Lever.PullBrake(new Brake(7), UNTIL)));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void its_text_is_its_one_form(Form form) {
        assertThat(form.lever().text()).isEqualTo(form.text());
        assertThat(Lever.parse(form.text())).isEqualTo(form.lever());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "freeze",
                "freeze all ",
                "freeze all all",
                "freeze key",
                "freeze key eth-hot",
                "freeze key 02",
                "freeze client hot-wallet",
                "freeze client spiffe://firm.example/hot-wallet\n",
                "freeze asset ETH",
                "freeze everything",
                "revoke client",
                "revoke key 0279",
                "brake 0% until 2026-11-21T14:00:00Z",
                "brake 100% until 2026-11-21T14:00:00Z",
                "brake 010% until 2026-11-21T14:00:00Z",
                "brake 10% until tomorrow",
                "brake 10% until 2026-11-21T14:00:00.000Z",
                "brake 10%"
            })
    void what_is_not_exactly_of_a_form_is_no_lever(String text) {
        assertThatThrownBy(() -> Lever.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_key_in_capitals_is_another_spelling_and_refused() {
        assertThatThrownBy(() -> Lever.parse("freeze key " + HEX.replace("02", "0A")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void each_stops_its_own_and_nothing_else() {
        var all = new Lever.FreezeAll();
        assertThat(all.stops(OTHER, Optional.empty(), List.of())).isTrue();

        var key = new Lever.FreezeKey(KEY);
        assertThat(key.stops(WALLET, Optional.of(KEY), List.of())).isTrue();
        assertThat(key.stops(WALLET, Optional.of(OTHER_KEY), List.of())).isFalse();
        assertThat(key.stops(WALLET, Optional.empty(), List.of())).isFalse();

        for (var client : List.of(new Lever.FreezeClient(WALLET), new Lever.RevokeClient(WALLET))) {
            assertThat(client.stops(WALLET, Optional.empty(), List.of())).isTrue();
            assertThat(client.stops(OTHER, Optional.of(KEY), List.of(ETH))).isFalse();
        }

        var asset = new Lever.FreezeAsset(ETH);
        assertThat(asset.stops(WALLET, Optional.of(KEY), List.of(USDC, ETH))).isTrue();
        assertThat(asset.stops(WALLET, Optional.of(KEY), List.of(USDC))).isFalse();

        var brake = new Lever.PullBrake(new Brake(1), UNTIL);
        assertThat(brake.stops(WALLET, Optional.of(KEY), List.of(ETH))).isFalse();
    }

    @Test
    void a_brake_rounds_down() {
        var brake = new Brake(10);
        assertThat(brake.of(BigInteger.valueOf(109))).isEqualTo(BigInteger.valueOf(10));
        assertThat(brake.of(BigInteger.valueOf(9))).isZero();
        assertThat(Brake.NONE.of(BigInteger.valueOf(9))).isEqualTo(BigInteger.valueOf(9));
    }
}
