package dev.countersign.signer.bundle.file;

import dev.countersign.signer.address.bitcoin.Network;
import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.EthereumAddress;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Value;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// `assets: { SYMBOL: { id, decimals } }`.
final class Assets {

    private static final FieldNames FIELDS = FieldNames.of("id", "decimals");
    private static final String SYMBOL = "a symbol of 1 to 16 characters of A-Z, 0-9, . and -";
    private static final String ID =
            "a CAIP-19 id such as eip155:1/slip44:60 (the chain's coin; on Bitcoin slip44:0, on its test networks "
                    + "slip44:1) or "
                    + "eip155:1/erc20:0x… (lower case or with its EIP-55 checksum)";
    private static final int BITCOIN_DECIMALS = 8;
    private static final String TOKEN = "/erc20:";

    private Assets() {}

    static Map<String, Optional<AssetDefinition>> read(Value section) {
        var assets = new LinkedHashMap<String, Optional<AssetDefinition>>();
        var symbols = new HashMap<Asset, String>();
        section.entries("assets by symbol").forEach((symbol, value) -> {
            if (!symbol.matches("[A-Z0-9.-]{1,16}")) {
                value.refuse("the symbol '" + symbol + "'", SYMBOL);
                return;
            }
            var asset = asset(symbol, value);
            assets.put(symbol, asset);
            asset.map(definition -> symbols.putIfAbsent(definition.asset(), symbol))
                    // each name would have limits of its own for the same coins
                    .ifPresent(earlier -> value.refuse(
                            "the asset of " + earlier + " again", "one symbol and one number of decimals an asset"));
        });
        return assets;
    }

    private static Optional<AssetDefinition> asset(String symbol, Value value) {
        var fields = value.fields(FIELDS);
        var asset = fields.required("id", ID, Assets::id);
        var decimals =
                fields.required("decimals", "the asset's decimals, 0 to 36").flatMap(number -> number.integer(0, 36));
        if (asset.filter(id -> Network.of(id.chain()).isPresent()).isPresent()
                && decimals.filter(number -> number != BITCOIN_DECIMALS).isPresent()) {
            fields.optional("decimals").ifPresent(number -> number.refuse("decimals other than 8", "8: a satoshi"));
        }
        return asset.isEmpty() || decimals.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new AssetDefinition(symbol, asset.get(), decimals.get().intValue()));
    }

    private static Asset id(String text) {
        var coin = text.indexOf(Names.SLIP44);
        if (coin >= 0) {
            var asset = new Asset(Names.coin(Forms.chain(text.substring(0, coin))));
            if (!asset.caip19().equals(text)) {
                throw new IllegalArgumentException("not the chain's coin");
            }
            return asset;
        }
        var token = text.indexOf(TOKEN);
        if (token < 0) {
            throw new IllegalArgumentException("neither coin nor token");
        }
        var chain = Forms.chain(text.substring(0, token));
        if (Network.of(chain).isPresent()) {
            throw new IllegalArgumentException("no tokens on Bitcoin");
        }
        return new Asset(chain.caip2() + TOKEN + EthereumAddress.canonical(text.substring(token + TOKEN.length())));
    }
}
