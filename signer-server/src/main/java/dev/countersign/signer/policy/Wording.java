package dev.countersign.signer.policy;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Assets and amounts as people read them; a refusal's metadata has base units and CAIP ids for programs.
record Wording(KeyPolicy key) {

    /// The policy's symbol, or the id if the policy has none.
    String symbol(Asset asset) {
        return definition(asset).map(AssetDefinition::symbol).orElse(asset.caip19());
    }

    /// Exact, in coins, for example `1250.5 USDC`.
    String amount(Asset asset, BigInteger units) {
        return definition(asset)
                .map(definition -> coins(units, definition.decimals()) + " " + definition.symbol())
                .orElse(units + " base units of " + asset);
    }

    Refusal about(Reason reason, String message, Movement movement) {
        return new Refusal(
                reason,
                message,
                Map.of(
                        "asset", movement.amount().asset().caip19(),
                        "destination", movement.to().caip10()));
    }

    private static String coins(BigInteger units, int decimals) {
        return new BigDecimal(units, decimals).stripTrailingZeros().toPlainString();
    }

    private Optional<AssetDefinition> definition(Asset asset) {
        return Stream.concat(Stream.of(key.feeAsset()), key.assets().values().stream())
                .filter(definition -> definition.asset().equals(asset))
                .findFirst();
    }
}
