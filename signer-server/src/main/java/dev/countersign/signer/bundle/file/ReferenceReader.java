package dev.countersign.signer.bundle.file;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.Reference;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Currency;
import dev.countersign.signer.model.Price;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Fields;
import dev.countersign.signer.yaml.Value;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// `reference`: what limits across assets are counted in, and who says what the assets are worth.
///
/// @param currency empty if it is not understood
/// @param assets those of the policy, by symbol
record ReferenceReader(Optional<Currency> currency, Map<String, Optional<AssetDefinition>> assets) {

    private static final FieldNames FIELDS = FieldNames.of(
            "currency",
            "decimals",
            "max_age",
            "max_step",
            "min_interval",
            QuorumReader.THRESHOLD,
            QuorumReader.KEYS,
            "assets");
    private static final String CURRENCY = "a currency of 3 to 8 characters of A-Z, such as USD";
    private static final String PRICES =
            "what has a price: by its symbol, the price from which its first step is measured";
    private static final Pattern PERCENT = Pattern.compile("([1-9]|[1-4][0-9]|50)%");

    /// What is written.
    ///
    /// @param currencies what limits may name; it stands for nothing if it is not understood
    /// @param whole false if something of it is not understood
    record Written(Optional<Reference> reference, Map<String, Optional<Currency>> currencies, boolean whole) {

        static final Written NOTHING = new Written(Optional.empty(), Map.of(), true);
    }

    static Written read(Value section, Names names) {
        var before = section.problemCount();
        var fields = section.fields(FIELDS);
        var code = code(fields, names);
        var decimals = fields.required("decimals", "the places of the currency that are counted, such as 2")
                .flatMap(value -> value.integer(0, Currency.MOST_DECIMALS));
        var currency = code.flatMap(known -> decimals.map(places -> new Currency(known, places.intValue())));
        var reference = new ReferenceReader(currency, names.assets()).read(section, fields);
        return new Written(
                reference, Map.of(code.orElse(Names.NOT_UNDERSTOOD), currency), section.problemCount() == before);
    }

    private static Optional<String> code(Fields fields, Names names) {
        var written = fields.required("currency", CURRENCY);
        var code = written.flatMap(value -> value.parse(CURRENCY, text -> new Currency(text, 0).code()));
        if (code.filter(names.assets()::containsKey).isPresent()) {
            written.get().refuse("the symbol of an asset", "a currency that is no asset of the policy");
            return Optional.empty();
        }
        return code;
    }

    private Optional<Reference> read(Value section, Fields fields) {
        var maxAge = duration(fields, "max_age", "how long a price table is of use, such as 24h");
        var step = fields.required("max_step", "the most that a price may move at once, 1% to 50%", text -> {
            var percent = PERCENT.matcher(text);
            if (!percent.matches()) {
                throw new IllegalArgumentException("no step");
            }
            return Integer.parseInt(percent.group(1));
        });
        var interval = duration(fields, "min_interval", "the least time between two price tables, such as 1h");
        if (maxAge.isPresent() && interval.isPresent() && interval.get().compareTo(maxAge.get()) > 0) {
            fields.optional("min_interval")
                    .ifPresent(value -> value.refuse(
                            "an interval longer than max_age", "one after which the next table can be in time"));
        }
        var desk = new QuorumReader("price signer").read(section, fields);
        var prices = fields.required("assets", PRICES).map(this::prices).orElse(Map.of());
        if (currency.isEmpty() || maxAge.isEmpty() || step.isEmpty() || interval.isEmpty() || desk.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Reference(currency.get(), maxAge.get(), step.get(), interval.get(), desk.get(), prices));
    }

    private static Optional<Duration> duration(Fields fields, String name, String expected) {
        return fields.required(name, expected).flatMap(value -> value.duration("1m", "30d"));
    }

    private Map<Asset, Price> prices(Value section) {
        var prices = new LinkedHashMap<Asset, Price>();
        var written = section.entries(PRICES);
        if (written.isEmpty()) {
            section.refuse("no asset", PRICES);
        }
        written.forEach((symbol, price) -> {
            if (!assets.containsKey(symbol)) {
                price.refuse("unknown asset '" + symbol + "'", Names.oneOf(assets));
                return;
            }
            assets.get(symbol)
                    .ifPresent(definition -> price.parse(Price.FORM, text -> Price.parse(text, definition.decimals()))
                            .ifPresent(known -> prices.put(definition.asset(), known)));
        });
        return prices;
    }
}
