package dev.countersign.client.ethereum;

import dev.countersign.v1.Asset;
import dev.countersign.v1.EthereumTransaction;
import dev.countersign.v1.Expectations;
import dev.countersign.v1.Key;
import dev.countersign.v1.SignRequest;
import java.math.BigInteger;
import java.util.stream.Collectors;

/// A payment of one granted asset to one address, ready to be asked for.
///
/// @param key the key that pays, as the service describes it
/// @param asset one of the key's assets
/// @param units base units of it, more than zero
public record Withdrawal(Key key, Asset asset, BigInteger units, EthereumAddress to, long nonce, Eip1559Fees fees) {

    private static final String EVM = "eip155:";

    public Withdrawal {
        if (units.signum() <= 0) {
            throw new IllegalArgumentException("a withdrawal is of more than nothing");
        }
        if (!key.getChain().startsWith(EVM) || !asset.getAsset().startsWith(key.getChain() + "/")) {
            throw new IllegalArgumentException("%s does not move %s".formatted(key.getKeyId(), asset.getAsset()));
        }
    }

    /// A payment as people write it.
    ///
    /// @param symbol of one of the key's granted assets, for example `USDC`
    /// @param coins for example `1250.50`
    /// @param to checked against its checksum where it has one
    /// @throws IllegalArgumentException if the asset is not granted or a text is not of its form
    public static Withdrawal of(Key key, String symbol, String coins, String to, long nonce, Eip1559Fees fees) {
        var asset = key.getAssetsList().stream()
                .filter(granted -> granted.getSymbol().equals(symbol))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s may not move %s; granted: %s".formatted(key.getKeyId(), symbol, symbols(key))));
        var units = Coins.toBaseUnits(coins, asset.getDecimals());
        return new Withdrawal(key, asset, units, EthereumAddress.parse(to), nonce, fees);
    }

    /// The request: the unsigned transaction, and what it is expected to do, so that a mistake on either
    /// side is refused.
    ///
    /// @param requestId a name for it that this client never used, to be stored before it is sent
    public SignRequest toRequest(String requestId) {
        var expectations = Expectations.newBuilder()
                .setAsset(asset.getAsset())
                .setAmount(units.toString())
                .setDestination(key.getChain() + ":" + to.lowerCase());
        return SignRequest.newBuilder()
                .setRequestId(requestId)
                .setKeyId(key.getKeyId())
                .setEthereumTransaction(transaction())
                .setExpectations(expectations)
                .build();
    }

    private EthereumTransaction transaction() {
        var transfers = new EthereumTransfers(Long.parseLong(key.getChain().substring(EVM.length())), nonce, fees);
        var identity = asset.getAsset().substring(key.getChain().length() + 1);
        var unsigned = switch (identity.substring(0, identity.indexOf(':') + 1)) {
            case "slip44:" -> transfers.ofCoin(to, units);
            case "erc20:" -> transfers.ofToken(contract(identity), to, units);
            default -> throw new IllegalArgumentException("no transfer is known for " + asset.getAsset());
        };
        return EthereumTransaction.newBuilder().setUnsignedTransaction(unsigned).build();
    }

    private static EthereumAddress contract(String identity) {
        return EthereumAddress.parse(identity.substring(identity.indexOf(':') + 1));
    }

    private static String symbols(Key key) {
        return key.getAssetsList().stream().map(Asset::getSymbol).collect(Collectors.joining(", "));
    }
}
