package dev.countersign.signer.governance.prices;

import dev.countersign.signer.bundle.Reference;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Price;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Value;
import dev.countersign.signer.yaml.YamlFile;
import dev.countersign.signer.yaml.YamlInvalid;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a price table says, which is a file like policy.yaml. It names assets by their CAIP-19 ids, which no policy can
/// give to another asset.
///
/// @param deployment the one installation that it is for
/// @param currency the code of what the prices are in
/// @param version 1 or more; a table that follows another has a higher one
/// @param perCoin what a coin of each asset costs
public record PriceTable(String deployment, String currency, long version, Map<Asset, BigDecimal> perCoin) {

    /// The most bytes of a table: 64 KiB.
    public static final int SIZE = 1 << 16;

    /// The highest version: some are left, however far each is above the one before.
    public static final long MOST_VERSION = 999_999_999_999_999_999L;

    private static final FieldNames FIELDS = FieldNames.of("deployment", "currency", "version", "prices");
    private static final String PRICES = "what a coin of each asset costs, by CAIP-19 id";
    private static final String ID = "a CAIP-19 id, in lower case, such as eip155:1/slip44:60";

    public PriceTable {
        perCoin = Map.copyOf(perCoin);
    }

    /// Reads a table's bytes.
    ///
    /// @param fileName how problems name the file
    /// @throws YamlInvalid with every problem found
    public static PriceTable parse(String fileName, Bytes content) throws YamlInvalid {
        var file = YamlFile.parse(fileName, content);
        var fields = file.root().fields(FIELDS);
        if (content.size() > SIZE) {
            file.root().refuse("more than 64 KiB", "at most 64 KiB");
        }
        var deployment = fields.required("deployment", "the deployment that it is for, as in server.yaml")
                .flatMap(value -> value.text("the name of a deployment"));
        var currency = fields.required("currency", "the policy's reference currency, such as USD")
                .flatMap(value -> value.text("a currency"));
        var version = fields.required("version", "the table's version, higher than the last one's")
                .flatMap(value -> value.integer(1, MOST_VERSION));
        var prices = fields.required("prices", PRICES).map(PriceTable::prices).orElse(Map.of());
        file.orThrow();
        return new PriceTable(deployment.orElseThrow(), currency.orElseThrow(), version.orElseThrow(), prices);
    }

    private static Map<Asset, BigDecimal> prices(Value section) {
        var prices = new LinkedHashMap<Asset, BigDecimal>();
        section.entries(PRICES).forEach((id, value) -> {
            try {
                var asset = new Asset(id);
                value.parse(Price.FORM, text -> Price.parse(text, 0).perCoin())
                        .ifPresent(price -> prices.put(asset, price));
            } catch (IllegalArgumentException e) {
                value.refuse("the asset '" + id + "'", ID);
            }
        });
        return prices;
    }

    /// The same prices, of coins as the policy counts them; without those that the policy does not ask for.
    public Map<Asset, Price> prices(Reference reference) {
        var prices = new LinkedHashMap<Asset, Price>();
        reference.assets().forEach((asset, opening) -> {
            var price = perCoin.get(asset);
            if (price != null) {
                prices.put(asset, new Price(price, opening.decimals()));
            }
        });
        return prices;
    }

    /// The same, or none if they are in another currency than the policy's.
    public Map<Asset, Price> pricesIn(Reference reference) {
        return currency.equals(reference.currency().code()) ? prices(reference) : Map.of();
    }
}
