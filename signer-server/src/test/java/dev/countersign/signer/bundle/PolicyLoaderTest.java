package dev.countersign.signer.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.bundle.Limit.PerTransaction;
import dev.countersign.signer.bundle.Limit.PerWindow;
import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyLoaderTest {

    private static final Client HOT_WALLET = new Client("spiffe://firm.example/hot-wallet");
    private static final Client TREASURY = new Client("spiffe://firm.example/treasury");
    private static final Chain MAINNET = new Chain("eip155:1");
    private static final Asset ETH = new Asset("eip155:1/slip44:60");
    private static final Asset USDC = new Asset("eip155:1/erc20:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48");

    @TempDir
    private Path folder;

    @Test
    void a_policy_with_every_field_loads() throws Exception {
        var bundle = PolicyText.load(PolicyText.FULL);

        assertThat(bundle.version()).isEqualTo(7);
        assertThat(bundle.digest()).isEqualTo(Digest32.sha256(PolicyText.FULL.getBytes(UTF_8)));
        assertThat(bundle.keysOf(TREASURY)).extracting(key -> key.id().value()).containsExactly("eth-hot", "pol-hot");
        var key = bundle.grant(HOT_WALLET, new KeyId("eth-hot")).key();
        assertThat(key.account()).isEqualTo(account("0x7e5f4552091a69125d5dfcb7b8c2659029395bdf"));
        assertThat(key.feeAsset()).isEqualTo(new AssetDefinition("ETH", ETH, 18));
        assertThat(key.assets().keySet()).containsExactlyInAnyOrder("ETH", "USDC");
        assertThat(key.feeEach()).contains(eth("50000000000000000"));
    }

    @Test
    void rules_have_their_names_resolved() throws Exception {
        var key = PolicyText.load(PolicyText.FULL)
                .grant(HOT_WALLET, new KeyId("eth-hot"))
                .key();

        assertThat(key.rules())
                .containsExactly(
                        new Rule(
                                "exchange-top-up",
                                Set.of(Permission.TRANSFER),
                                Set.of(HOT_WALLET),
                                Set.of(ETH, USDC),
                                Set.of(),
                                Set.of(
                                        account("0xd8da6bf26964af9d7eed9e03e53415d37aa96045"),
                                        account("0x1111111111111111111111111111111111111111"),
                                        account("0x4444444444444444444444444444444444444444")),
                                Duration.ofHours(1),
                                Set.of(),
                                Set.of(),
                                false,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        new Rule(
                                "free-a-nonce",
                                Set.of(Permission.CANCEL),
                                Set.of(HOT_WALLET, TREASURY),
                                Set.of(),
                                Set.of(),
                                Set.of(),
                                Duration.ofHours(1),
                                Set.of(),
                                Set.of(),
                                false,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
    }

    @Test
    void limits_are_counted_in_base_units() throws Exception {
        var key = PolicyText.load(PolicyText.FULL)
                .grant(HOT_WALLET, new KeyId("eth-hot"))
                .key();

        assertThat(key.limits())
                .containsExactly(
                        new PerTransaction("usdc-each", Scope.KEY, usdc("250000000000")),
                        new PerWindow("usdc-day", Scope.KEY, usdc("1000000500000"), Duration.ofHours(24)),
                        new PerWindow("eth-day", Scope.KEY, eth("40000000000000000000"), Duration.ofDays(1)),
                        new PerWindow("eth-hour", Scope.CLIENT, eth("4000000000000000000"), Duration.ofHours(1)),
                        new PerWindow("eth-week", Scope.CLIENT_ALL, eth("100000000000000000000"), Duration.ofDays(7)),
                        new PerWindow("fees", Scope.FEES, eth("2000000000000000000"), Duration.ofHours(24)));
    }

    @Test
    void a_grant_lists_what_its_client_may_move() throws Exception {
        var bundle = PolicyText.load(PolicyText.FULL);

        assertThat(bundle.grant(HOT_WALLET, new KeyId("eth-hot")).assets())
                .extracting(AssetDefinition::symbol)
                .containsExactly("ETH", "USDC");
        assertThat(bundle.grant(TREASURY, new KeyId("eth-hot")).assets()).isEmpty();
    }

    @Test
    void a_stranger_and_a_key_that_does_not_exist_get_the_same_words() throws Exception {
        var bundle = PolicyText.load(PolicyText.FULL);

        assertThatThrownBy(() -> bundle.grant(HOT_WALLET, new KeyId("pol-hot")))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.KEY_NOT_GRANTED))
                .hasMessageEndingWith("has no grant for key pol-hot; the policy's rules name who has");
        assertThatThrownBy(() -> bundle.grant(HOT_WALLET, new KeyId("no-such")))
                .hasMessageEndingWith("has no grant for key no-such; the policy's rules name who has");
    }

    @Test
    void a_policy_without_keys_loads() throws Exception {
        assertThat(PolicyText.load("version: 1\nkeys: {}\n").keys()).isEmpty();
    }

    @Test
    void a_file_is_named_in_its_problems() throws Exception {
        var file = Files.writeString(folder.resolve("policy.yaml"), "version: 0\nkeys: {}\n");

        assertThatThrownBy(() -> new PolicyLoader().load(file))
                .isInstanceOf(PolicyInvalid.class)
                .hasMessage(file + ":1:10: version: '0'; expected a whole number from 1 to 1000000000000");
        assertThatThrownBy(() -> new PolicyLoader().load(folder.resolve("none.yaml")))
                .hasMessage(folder.resolve("none.yaml") + ": no such file; expected a file that exists");
    }

    private static Account account(String address) {
        return new Account(MAINNET, address);
    }

    private static Amount eth(String wei) {
        return new Amount(ETH, new BigInteger(wei));
    }

    private static Amount usdc(String units) {
        return new Amount(USDC, new BigInteger(units));
    }
}
