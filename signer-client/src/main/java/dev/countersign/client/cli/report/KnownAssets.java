package dev.countersign.client.cli.report;

import com.google.gson.JsonObject;
import dev.countersign.client.ethereum.Coins;
import dev.countersign.v1.Asset;
import dev.countersign.v1.Charge;
import dev.countersign.v1.Headroom;
import dev.countersign.v1.Key;
import dev.countersign.v1.SignatureCount;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// Shows amounts in coins where the key's assets say how.
public record KnownAssets(List<Asset> assets) {

    public static KnownAssets of(Key key) {
        return new KnownAssets(key.getAssetsList());
    }

    /// `1250.5 USDC (1250500000)`, or `7 of eip155:1/slip44:60` for an asset that is not known.
    public String show(String caip19, String baseUnits) {
        return find(caip19)
                .map(asset -> "%s %s (%s)".formatted(coins(asset, baseUnits), asset.getSymbol(), baseUnits))
                .orElse("%s of %s".formatted(baseUnits, caip19));
    }

    /// `usdc-day: 995000 USDC left of 1000000 USDC in any 24 h (scope key)`, or
    /// `tx-day: 12 left of 200 signatures in any 24 h (scope key)`; of what can still be used,
    /// `outstanding` stands in place of the window.
    public String show(Headroom limit) {
        return "%s: %s %s (scope %s%s)"
                .formatted(
                        limit.getLimitId(),
                        limit.hasSignatures() ? signatures(limit) : amounts(limit),
                        limit.getOutstanding() ? "outstanding" : "in any " + window(limit.getWindowSeconds()),
                        limit.getScope(),
                        limit.getDestination().isEmpty() ? "" : " " + limit.getDestination());
    }

    private String amounts(Headroom limit) {
        if (!limit.getCurrency().isEmpty()) {
            return currency(limit, limit.getRemaining()) + " left of " + currency(limit, limit.getMax());
        }
        return show(limit.getAsset(), limit.getRemaining()) + " left of " + show(limit.getAsset(), limit.getMax());
    }

    private static String currency(Headroom limit, String units) {
        return new BigDecimal(new BigInteger(units), limit.getCurrencyDecimals()).toPlainString() + " "
                + limit.getCurrency();
    }

    private String signatures(Headroom limit) {
        var count = limit.getSignatures();
        return Long.toUnsignedString(count.getRemaining()) + " left of " + Long.toUnsignedString(count.getMax())
                + " signatures"
                + (limit.getAsset().isEmpty() ? "" : " charging " + symbol(limit.getAsset()));
    }

    private String symbol(String caip19) {
        return find(caip19).map(Asset::getSymbol).orElse(caip19);
    }

    JsonObject json(Charge charge) {
        return json(charge.getAsset(), charge.getAmount());
    }

    public JsonObject json(String caip19, String baseUnits) {
        var json = named(caip19);
        json.addProperty("amount", baseUnits);
        find(caip19).ifPresent(asset -> json.addProperty("coins", coins(asset, baseUnits)));
        return json;
    }

    public JsonObject json(Headroom limit) {
        var json = limit.getAsset().isEmpty() ? new JsonObject() : named(limit.getAsset());
        json.addProperty("limit_id", limit.getLimitId());
        json.addProperty("scope", limit.getScope());
        if (!limit.getDestination().isEmpty()) {
            json.addProperty("destination", limit.getDestination());
        }
        if (limit.getOutstanding()) {
            json.addProperty("outstanding", true);
        } else {
            json.addProperty("window_seconds", limit.getWindowSeconds());
        }
        if (limit.hasSignatures()) {
            json.add("signatures", json(limit.getSignatures()));
        } else {
            if (!limit.getCurrency().isEmpty()) {
                json.addProperty("currency", limit.getCurrency());
                json.addProperty("currency_decimals", limit.getCurrencyDecimals());
            }
            json.addProperty("max", limit.getMax());
            json.addProperty("used", limit.getUsed());
            json.addProperty("remaining", limit.getRemaining());
        }
        return json;
    }

    private static JsonObject json(SignatureCount count) {
        var json = new JsonObject();
        json.addProperty("max", count.getMax());
        json.addProperty("used", count.getUsed());
        json.addProperty("remaining", count.getRemaining());
        return json;
    }

    private JsonObject named(String caip19) {
        var json = new JsonObject();
        json.addProperty("asset", caip19);
        find(caip19).ifPresent(asset -> {
            json.addProperty("symbol", asset.getSymbol());
            json.addProperty("decimals", asset.getDecimals());
        });
        return json;
    }

    private Optional<Asset> find(String caip19) {
        return assets.stream().filter(asset -> asset.getAsset().equals(caip19)).findFirst();
    }

    private static String coins(Asset asset, String baseUnits) {
        return Coins.format(new BigInteger(baseUnits), asset.getDecimals());
    }

    private static String window(long seconds) {
        if (seconds % 3600 == 0) {
            return seconds / 3600 + " h";
        }
        return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
    }
}
