package dev.countersign.signer.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;

import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Grants for the tests of other rooms, made as the loader would make them but without a file.
///
/// The ready-made key is that of EIP-155's worked example: its private key is published, so a test can sign with it.
public final class TestGrants {

    public static final Client HOT_WALLET = new Client("spiffe://firm.example/hot-wallet");
    public static final Chain MAINNET = new Chain("eip155:1");
    public static final AssetDefinition ETH = new AssetDefinition("ETH", new Asset("eip155:1/slip44:60"), 18);
    public static final AssetDefinition USDC =
            new AssetDefinition("USDC", new Asset("eip155:1/erc20:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48"), 6);

    /// EIP-155 §Example: the private key, 32 bytes of 0x46.
    public static final String PRIVATE_KEY_HEX = "46".repeat(32);

    public static final PinnedKey PUBLIC_KEY = new PinnedKey(
            PinnedKey.Kind.SECP256K1,
            Bytes.fromHex("024bc2a31265153f07e70e0bab08724e6b85e217f8cd628ceb62974247bb493382"));
    public static final Payer PAYER = new Payer.Key(PUBLIC_KEY);

    /// The account of [#PUBLIC_KEY] on [#MAINNET].
    public static final Account ACCOUNT = account("0x9d8a62f656a8d1615c1294fd71e9cfb3e4855a4f");

    /// Where [#ethHot] may send to.
    public static final Account EXCHANGE = account("0x3535353535353535353535353535353535353535");

    /// Nonces from 0 on, any of the first 257.
    public static final EthereumTerms TERMS =
            new EthereumTerms(BigInteger.ZERO, new EthereumTerms.Nonces(0, 256), Set.of(), List.of());

    private TestGrants() {}

    /// An account on [#MAINNET]; `address` is lower-case.
    public static Account account(String address) {
        return new Account(MAINNET, address);
    }

    /// A mainnet key that [#HOT_WALLET] may ask to send ETH and USDC to [#EXCHANGE], and to cancel; 100 ETH and
    /// 1,000,000 USDC in 24 h, 0.05 ETH of fees in each transaction.
    public static KeyPolicy ethHot() {
        return ethHot(Set.of(EXCHANGE));
    }

    /// As [#ethHot()], with other destinations.
    public static KeyPolicy ethHot(Set<Account> to) {
        var rule = new Rule(
                "exchange-top-up",
                Set.of(Permission.TRANSFER, Permission.CANCEL),
                Set.of(HOT_WALLET),
                Set.of(ETH.asset(), USDC.asset()),
                Set.of(),
                to,
                Duration.ofHours(1),
                Set.of(),
                Set.of(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        List<Limit> limits = List.of(
                perDay("eth-day", Limit.Scope.KEY, new Amount(ETH.asset(), coins(100, ETH))),
                perDay("usdc-day", Limit.Scope.KEY, new Amount(USDC.asset(), coins(1_000_000, USDC))),
                perDay("fees", Limit.Scope.FEES, new Amount(ETH.asset(), coins(2, ETH))));
        return new KeyPolicy(
                new KeyId("eth-hot"),
                MAINNET,
                PUBLIC_KEY,
                Lane.WITHDRAWALS,
                false,
                ACCOUNT,
                ETH,
                Map.of(ETH.symbol(), ETH, USDC.symbol(), USDC),
                List.of(rule),
                limits,
                Optional.of(new Amount(ETH.asset(), coins(5, ETH).divide(BigInteger.valueOf(100)))),
                TERMS);
    }

    /// Whole coins of an asset in its base unit.
    public static BigInteger coins(long coins, AssetDefinition asset) {
        return BigInteger.valueOf(coins).multiply(BigInteger.TEN.pow(asset.decimals()));
    }

    /// A policy of version 1 that knows these keys and every client that their rules name.
    public static PolicyBundle bundle(KeyPolicy... keys) {
        return bundle(1, Optional.empty(), keys);
    }

    /// The same of any version, with or without a reference currency.
    public static PolicyBundle bundle(long version, Optional<Reference> reference, KeyPolicy... keys) {
        var clients = Arrays.stream(keys)
                .flatMap(key -> key.rules().stream())
                .flatMap(rule -> rule.clients().stream())
                .distinct()
                .map(client -> new ClientDefinition(client.spiffeId(), client, Optional.empty(), Optional.empty()))
                .toList();
        var byId = Arrays.stream(keys).collect(toMap(KeyPolicy::id, key -> key));
        return new PolicyBundle(
                version,
                Digest32.sha256((version + "/" + reference + byId).getBytes(UTF_8)),
                Optional.empty(),
                reference,
                Optional.empty(),
                clients,
                byId,
                List.of(),
                SharedLimits.NONE,
                new AddressBook(Map.of(), Map.of()));
    }

    /// The grant of `client` for `key`, in a policy with this key only.
    ///
    /// @throws AssertionError if no rule of the key names the client
    public static Grant grant(KeyPolicy key, Client client) {
        try {
            return bundle(key).grant(client, key.id());
        } catch (Refused e) {
            throw new AssertionError("the key's rules do not name " + client, e);
        }
    }

    /// The grant of [#HOT_WALLET] for [#ethHot()].
    public static Grant grant() {
        return grant(ethHot(), HOT_WALLET);
    }

    private static Limit perDay(String id, Limit.Scope scope, Amount max) {
        return new Limit.PerWindow(id, scope, max, Duration.ofHours(24));
    }
}
