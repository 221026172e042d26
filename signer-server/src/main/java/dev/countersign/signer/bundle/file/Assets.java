package dev.countersign.signer.bundle.file;

import dev.countersign.signer.address.bitcoin.Network;
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
import java.util.regex.Pattern;

/// `assets: { SYMBOL: { id, decimals, wraps, permit } }`.
final class Assets {

    private static final FieldNames FIELDS = FieldNames.of("id", "decimals", "wraps", "permit");
    private static final FieldNames DOMAIN = FieldNames.of("name", "version");
    private static final String SYMBOL = "a symbol of 1 to 16 characters of A-Z, 0-9, . and -";
    private static final String ID =
            "a CAIP-19 id such as eip155:1/slip44:60 (the chain's coin; on Bitcoin slip44:0, on its test networks "
                    + "slip44:1) or "
                    + "eip155:1/erc20:0x… (lower case or with its EIP-55 checksum), erc721 or erc1155";
    private static final int BITCOIN_DECIMALS = 8;
    private static final Pattern TOKEN = Pattern.compile("([^/]+)/(erc20|erc721|erc1155):([^/:]+)");

    private Assets() {}

    static Map<String, Optional<AssetDefinition>> read(Value section) {
        var assets = new LinkedHashMap<String, Optional<AssetDefinition>>();
        var symbols = new HashMap<String, String>();
        section.entries("assets by symbol").forEach((symbol, value) -> {
            if (!symbol.matches("[A-Z0-9.-]{1,16}")) {
                value.refuse("the symbol '" + symbol + "'", SYMBOL);
                return;
            }
            var asset = asset(symbol, value);
            assets.put(symbol, asset);
            asset.map(definition -> symbols.putIfAbsent(thing(definition.asset()), symbol))
                    // each name would have limits of its own for the same coins, or read the same call otherwise
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
        var wraps = fields.optional("wraps");
        var permit = fields.optional("permit").flatMap(domain -> permit(domain, asset));
        if (asset.isEmpty() || decimals.isEmpty()) {
            return Optional.empty();
        }
        var namespace = asset.get().namespace();
        if (decimals.get() != 0 && (namespace.equals("erc721") || namespace.equals("erc1155"))) {
            value.refuse("decimals of " + namespace + " " + symbol, "decimals: 0, since it is counted in pieces");
        }
        if (Network.of(asset.get().chain()).isPresent() && decimals.get() != BITCOIN_DECIMALS) {
            fields.optional("decimals").ifPresent(number -> number.refuse("decimals other than 8", "8: a satoshi"));
        }
        wraps.ifPresent(coin -> checkWraps(coin, namespace));
        return Optional.of(
                new AssetDefinition(symbol, asset.get(), decimals.get().intValue(), wraps.isPresent(), permit));
    }

    private static void checkWraps(Value coin, String namespace) {
        coin.parse("native: an erc20 token that is the chain's coin, wrapped", word -> {
            if (!word.equals("native") || !namespace.equals("erc20")) {
                throw new IllegalArgumentException("no wrapped coin");
            }
            return word;
        });
    }

    /// What an id stands for: a contract is one thing, whatever standard it is said to follow.
    private static String thing(Asset asset) {
        return asset.namespace().startsWith("erc") ? asset.chain() + "/" + asset.reference() : asset.caip19();
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
        var coin = text.indexOf(Names.SLIP44);
        if (coin >= 0) {
            var asset = new Asset(Names.coin(Forms.chain(text.substring(0, coin))));
            if (!asset.caip19().equals(text)) {
                throw new IllegalArgumentException("not the chain's coin");
            }
            return asset;
        }
        var token = TOKEN.matcher(text);
        if (!token.matches()) {
            throw new IllegalArgumentException("neither coin nor token");
        }
        var chain = Forms.chain(token.group(1));
        if (Network.of(chain).isPresent()) {
            throw new IllegalArgumentException("no tokens on Bitcoin");
        }
        return new Asset(chain.caip2() + "/" + token.group(2) + ":" + EthereumAddress.canonical(token.group(3)));
    }
}
