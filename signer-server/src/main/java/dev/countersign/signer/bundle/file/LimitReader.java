package dev.countersign.signer.bundle.file;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.Limit;
import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Fields;
import dev.countersign.signer.yaml.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// `limits` of one key, or of one Safe.
final class LimitReader {

    private static final FieldNames FIELDS = FieldNames.of("id", "asset", "per", "max", "scope");
    private static final String PER = "transaction, or a window of 1m to 30d such as 24h";
    private static final String TRANSACTION = "transaction";
    private static final List<String> PLANNED = List.of("group", "destination", "all");

    private final Names names;
    private final Chain chain;
    private final String prefix;
    private final Scope widest;

    /// @param prefix of every limit's id
    /// @param widest the scope that has all charges: of the key, or of the Safe
    LimitReader(Names names, Chain chain, String prefix, Scope widest) {
        this.names = names;
        this.chain = chain;
        this.prefix = prefix;
        this.widest = widest;
    }

    List<Limit> readAll(Fields key) {
        var ids = new HashSet<String>();
        return key.optional("limits").stream()
                .flatMap(section -> section.items("a list of limits").stream())
                .flatMap(value -> limit(value, ids).stream())
                .toList();
    }

    private Optional<Limit> limit(Value value, Set<String> ids) {
        var fields = value.fields(FIELDS);
        var id = fields.required("id", Forms.NAME, Forms::name);
        if (id.isPresent() && !ids.add(id.get())) {
            value.refuse("the limit '" + id.get() + "' again", "each id once in a key");
        }
        if (id.filter(Fees.LIMIT_ID::equals).isPresent()) {
            value.refuse("the limit id 'fees'", "another: 'fees' is the limit under fees:");
        }
        var asset = fields.required("asset", "the symbol of the asset that it limits")
                .flatMap(symbol -> names.asset(symbol, chain));
        var max = fields.required("max", "the most that may leave, in coins")
                .flatMap(amount -> asset.flatMap(definition -> amount(amount, definition)));
        var scope = fields.optional("scope").flatMap(this::scope);
        var per = fields.required("per", PER);
        if (id.isEmpty() || max.isEmpty() || per.isEmpty()) {
            return Optional.empty();
        }
        return limit(fields, prefix + id.get(), max.get(), per.get(), scope);
    }

    private Optional<Limit> limit(Fields fields, String id, Amount max, Value per, Optional<Scope> scope) {
        if (per.text(PER).filter(TRANSACTION::equals).isPresent()) {
            fields.optional("scope")
                    .ifPresent(value -> value.refuse(
                            "a scope on a limit per transaction", "none: a transaction has one key and one client"));
            return Optional.of(new Limit.PerTransaction(id, widest, max));
        }
        return per.duration("1m", "30d").map(length -> new Limit.PerWindow(id, scope.orElse(widest), max, length));
    }

    private static Optional<Amount> amount(Value value, AssetDefinition asset) {
        return Forms.amount(value, asset);
    }

    private Optional<Scope> scope(Value value) {
        var expected = "one of: " + widest.word() + ", client, client-all";
        var word = value.text(expected);
        var scope = Stream.of(widest, Scope.CLIENT, Scope.CLIENT_ALL)
                .filter(known -> word.filter(known.word()::equals).isPresent())
                .findFirst();
        if (word.isPresent() && scope.isEmpty()) {
            var planned = PLANNED.contains(word.get()) ? " (planned; this version does not know it yet)" : "";
            value.refuse("unknown scope '" + word.get() + "'" + planned, expected);
        }
        return scope;
    }
}
