package dev.countersign.signer.bundle.file;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.EthereumAddress;
import dev.countersign.signer.bundle.typed.TokenDomain;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Value;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// `assets: { SYMBOL: { id, decimals, permit } }`.
final class Assets {

    private static final FieldNames FIELDS = FieldNames.of("id", "decimals", "permit");
    private static final FieldNames DOMAIN = FieldNames.of("name", "version");
    private static final String SYMBOL = "a symbol of 1 to 16 characters of A-Z, 0-9, . and -";
    private static final String ID = "a CAIP-19 id such as eip155:1/slip44:60 (the chain's coin) or "
            + "eip155:1/erc20:0x… (lower case or with its EIP-55 checksum)";
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
        var permit = fields.optional("permit").flatMap(domain -> permit(domain, asset));
        return asset.isEmpty() || decimals.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new AssetDefinition(symbol, asset.get(), decimals.get().intValue(), permit));
    }

    private static Optional<TokenDomain> permit(Value value, Optional<Asset> asset) {
        if (asset.filter(id -> !id.namespace().equals("erc20")).isPresent()) {
            value.refuse("the domain of what is no token", "it only for eip155:…/erc20:…");
            return Optional.empty();
        }
        var fields = value.fields(DOMAIN);
        var version = fields.optional("version").flatMap(text -> text.parse(Forms.LABEL, Forms::label));
        return fields.required("name", Forms.LABEL, Forms::label).map(name -> new TokenDomain(name, version));
    }

    private static Asset id(String text) {
        if (text.endsWith(Names.NATIVE)) {
            var chain = Forms.chain(text.substring(0, text.length() - Names.NATIVE.length()));
            return new Asset(chain.caip2() + Names.NATIVE);
        }
        var token = text.indexOf(TOKEN);
        if (token < 0) {
            throw new IllegalArgumentException("neither coin nor token");
        }
        var chain = Forms.chain(text.substring(0, token));
        return new Asset(chain.caip2() + TOKEN + EthereumAddress.canonical(text.substring(token + TOKEN.length())));
    }
}
