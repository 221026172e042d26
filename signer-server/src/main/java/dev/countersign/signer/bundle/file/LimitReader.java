package dev.countersign.signer.bundle.file;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.Limit;
import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Currency;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Fields;
import dev.countersign.signer.yaml.Value;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/// `limits` of one key, of one Safe, of a group or of the whole policy.
///
/// @param prefix of every limit's id
/// @param scopes those that it may say, the default first
/// @param assets understands the symbol of an asset that can be charged there
/// @param currencies understands the code of the reference currency
record LimitReader(
        String prefix,
        List<Scope> scopes,
        Function<Value, Optional<AssetDefinition>> assets,
        Function<Value, Optional<Currency>> currencies) {

    private static final FieldNames FIELDS = FieldNames.of("id", "asset", "currency", "per", "max", "count", "scope");
    private static final String PER = "transaction, a window of 1m to 30d such as 24h, or outstanding";
    private static final String PER_OF_COUNT = "a window of 1s to 30d such as 24h, or outstanding";
    private static final String CURRENCY = "currency";
    private static final String TRANSACTION = "transaction";
    private static final String OUTSTANDING = "outstanding";
    private static final long MOST = 1_000_000_000_000L;

    static LimitReader ofKey(Names names, Chain chain) {
        return new LimitReader(
                "",
                List.of(Scope.KEY, Scope.CLIENT, Scope.CLIENT_ALL, Scope.DESTINATION),
                symbol -> names.asset(symbol, chain),
                names::currency);
    }

    static LimitReader ofSafe(String name, Names names, Chain chain) {
        return new LimitReader(
                name + "/",
                List.of(Scope.SAFE, Scope.CLIENT, Scope.CLIENT_ALL, Scope.DESTINATION),
                symbol -> names.asset(symbol, chain),
                names::currency);
    }

    List<Limit> readAll(Fields owner) {
        var ids = new HashSet<String>();
        return owner.optional("limits").stream()
                .flatMap(section -> section.items("a list of limits").stream())
                .flatMap(value -> limit(value, ids).stream())
                .toList();
    }

    private Optional<Limit> limit(Value value, Set<String> ids) {
        var fields = value.fields(FIELDS);
        var id = id(fields, ids);
        var scope = scope(fields);
        if (value.has("count")) {
            return count(fields, id, scope);
        }
        return value.has(CURRENCY) ? ofWorth(fields, id, scope) : ofAmount(fields, id, scope);
    }

    private Optional<String> id(Fields fields, Set<String> ids) {
        var id = fields.required("id", Forms.NAME, Forms::name);
        if (id.isPresent() && !ids.add(id.get())) {
            fields.owner().refuse("the limit '" + id.get() + "' again", "each id once in a list");
        }
        if (id.filter(Fees.LIMIT_ID::equals).isPresent()) {
            fields.owner().refuse("the limit id 'fees'", "another: 'fees' is the limit under fees:");
        }
        return id.map(name -> prefix + name);
    }

    private Optional<Limit> ofAmount(Fields fields, Optional<String> id, Scope scope) {
        var asset = fields.required("asset", "the symbol of the asset that it limits")
                .flatMap(assets);
        var max = fields.required("max", "the most that may leave, in coins, or count")
                .flatMap(amount -> asset.flatMap(definition -> Forms.amount(amount, definition)));
        return limit(
                fields,
                id,
                scope,
                max,
                most -> new Limit.PerTransaction(id.orElseThrow(), scope, most),
                (most, length) -> new Limit.PerWindow(id.orElseThrow(), scope, most, length),
                Optional.of(most -> new Limit.Outstanding(id.orElseThrow(), scope, most)));
    }

    private Optional<Limit> ofWorth(Fields fields, Optional<String> id, Scope scope) {
        fields.optional("asset")
                .ifPresent(
                        value -> value.refuse("an asset beside currency", "one of them: two limits if both are meant"));
        var currency = fields.optional(CURRENCY).flatMap(currencies);
        var max = fields.required("max", "the most that may leave, in the currency")
                .flatMap(amount -> currency.flatMap(known -> Forms.worth(amount, known)));
        return limit(
                fields,
                id,
                scope,
                max,
                most -> new Limit.WorthPerTransaction(id.orElseThrow(), scope, most),
                (most, length) -> new Limit.WorthPerWindow(id.orElseThrow(), scope, most, length),
                Optional.empty());
    }

    /// @param perTransaction made of the most for each
    /// @param perWindow made of the most for all in a window, and its length
    /// @param outstanding made of the most that can still be used; empty of a currency: what prices do to what is
    /// outstanding for months is nobody's limit
    private <T> Optional<Limit> limit(
            Fields fields,
            Optional<String> id,
            Scope scope,
            Optional<T> max,
            Function<T, Limit> perTransaction,
            BiFunction<T, Duration, Limit> perWindow,
            Optional<Function<T, Limit>> outstanding) {
        var per = fields.required("per", PER);
        if (id.isEmpty() || max.isEmpty() || per.isEmpty()) {
            return Optional.empty();
        }
        if (isOutstanding(per.get(), PER)) {
            if (outstanding.isEmpty()) {
                per.get()
                        .refuse(
                                "what is outstanding, in a currency",
                                "transaction, or a window; or a limit in an asset");
            }
            return outstanding.map(limit -> limit.apply(max.get()));
        }
        if (per.get().text(PER).filter(TRANSACTION::equals).isEmpty()) {
            return per.get().duration("1m", "30d").map(length -> perWindow.apply(max.get(), length));
        }
        if (scope != Scope.DESTINATION) {
            fields.optional("scope")
                    .ifPresent(written -> written.refuse("a scope on a limit per transaction", scopesOfTransactions()));
        }
        return max.map(perTransaction);
    }

    private String scopesOfTransactions() {
        var others = scopes.contains(Scope.DESTINATION) ? "none, or destination" : "none";
        return others + ": a transaction has one key and one client";
    }

    private Optional<Limit> count(Fields fields, Optional<String> id, Scope scope) {
        var most = fields.optional("count").flatMap(value -> value.integer(0, MOST));
        var symbol = fields.optional("asset");
        var asset = symbol.flatMap(assets).map(AssetDefinition::asset);
        fields.optional(CURRENCY)
                .ifPresent(value -> value.refuse("currency beside count", "none: signatures are worth nothing"));
        fields.optional("max")
                .ifPresent(value -> value.refuse("max beside count", "one of them: two limits if both are meant"));
        var per = fields.required("per", PER_OF_COUNT);
        var outstanding = per.filter(written -> isOutstanding(written, PER_OF_COUNT));
        if (outstanding.isPresent() && id.isPresent() && most.isPresent() && asset.isPresent() == symbol.isPresent()) {
            return Optional.of(new Limit.OutstandingCount(id.get(), scope, asset, most.get()));
        }
        var length = outstanding.isPresent() ? Optional.<Duration>empty() : per.flatMap(LimitReader::windowOfCount);
        if (id.isEmpty() || most.isEmpty() || length.isEmpty() || asset.isPresent() != symbol.isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new Limit.Count(id.get(), scope, asset, most.get(), length.get()));
    }

    private static boolean isOutstanding(Value per, String expected) {
        return per.text(expected).filter(OUTSTANDING::equals).isPresent();
    }

    private static Optional<Duration> windowOfCount(Value per) {
        if (per.text(PER_OF_COUNT).filter(TRANSACTION::equals).isPresent()) {
            per.refuse("a count for each transaction", PER_OF_COUNT);
            return Optional.empty();
        }
        return per.duration("1s", "30d");
    }

    private Scope scope(Fields fields) {
        var fallback = scopes.getFirst();
        var written = fields.optional("scope");
        if (written.isEmpty()) {
            return fallback;
        }
        var expected = "one of: " + scopes.stream().map(Scope::word).collect(Collectors.joining(", "));
        var word = written.get().text(expected);
        var scope = scopes.stream()
                .filter(known -> word.filter(known.word()::equals).isPresent())
                .findFirst();
        if (word.isPresent() && scope.isEmpty()) {
            written.get().refuse("unknown scope '" + word.get() + "'", expected);
        }
        return scope.orElse(fallback);
    }
}
