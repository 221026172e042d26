package dev.countersign.signer.bundle.file;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.ClientDefinition;
import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.bundle.condition.ConditionCompiler;
import dev.countersign.signer.bundle.condition.ConditionInvalid;
import dev.countersign.signer.bundle.condition.Literal;
import dev.countersign.signer.bundle.condition.Literals;
import dev.countersign.signer.bundle.condition.When;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.yaml.Value;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// `when` of a rule, and what its names stand for on the key's chain.
record WhenReader(Names names, Chain chain) implements Literals {

    private static final Pattern MOMENT = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z");

    Optional<When> read(Value value) {
        return value.text("a condition such as tx.fee <= amount(\"0.02 ETH\")").flatMap(source -> {
            try {
                return new ConditionCompiler(new Asset(Names.coin(chain)), this).compile(source);
            } catch (ConditionInvalid e) {
                value.refuseAt(e.offset(), e.found(), e.expected());
                return Optional.empty();
            }
        });
    }

    @Override
    public Optional<Object> value(Literal literal, String text) throws ConditionInvalid {
        return switch (literal) {
            case AMOUNT -> amount(text).map(Object.class::cast);
            case ACCOUNT -> Optional.of(account(text));
            case GROUP -> group(text).map(Object.class::cast);
            case ASSET -> asset(text).map(AssetDefinition::asset);
            case ACTION -> Optional.of(action(text));
            case CLIENT -> look("client", text, names.clients()).map(ClientDefinition::client);
            case TIMESTAMP -> Optional.of(moment(text));
        };
    }

    private Optional<Amount> amount(String text) throws ConditionInvalid {
        var space = text.indexOf(' ');
        if (space < 0) {
            throw invalid("'" + text + "'", "an amount with its symbol, such as \"0.02 ETH\"");
        }
        var asset = asset(text.substring(space + 1));
        if (asset.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Forms.exact(text.substring(0, space), asset.get()));
        } catch (Forms.NotExact e) {
            throw invalid(e.found(), e.expected());
        }
    }

    private Optional<AssetDefinition> asset(String symbol) throws ConditionInvalid {
        var asset = look("asset", symbol, names.assets());
        var elsewhere = asset.map(definition -> definition.asset().chain()).filter(of -> !of.equals(chain));
        if (elsewhere.isPresent()) {
            throw invalid(symbol + ", an asset of " + elsewhere.get(), "an asset of the key's chain " + chain);
        }
        return asset;
    }

    private Account account(String text) throws ConditionInvalid {
        try {
            var account = Forms.account(text);
            if (account.chain().equals(chain)) {
                return account;
            }
        } catch (IllegalArgumentException e) {
            throw invalid("'" + text + "'", Forms.ACCOUNT);
        }
        throw invalid("'" + text + "', of another chain", "an account of the key's chain " + chain);
    }

    private Optional<List<Account>> group(String text) throws ConditionInvalid {
        var here = look("group", text, names.groups())
                .map(accounts -> accounts.stream()
                        .filter(account -> account.chain().equals(chain))
                        .distinct()
                        .toList());
        if (here.filter(List::isEmpty).isPresent()) {
            throw invalid("'" + text + "', of other chains only", "a group with accounts of the key's chain " + chain);
        }
        return here;
    }

    private static Permission action(String text) throws ConditionInvalid {
        try {
            return Permission.of(text);
        } catch (IllegalArgumentException e) {
            throw invalid("unknown action '" + text + "'", "one of: " + RuleTerms.PERMISSIONS);
        }
    }

    private static Instant moment(String text) throws ConditionInvalid {
        try {
            if (MOMENT.matcher(text).matches()) {
                return Instant.parse(text);
            }
        } catch (DateTimeParseException e) {
            throw invalid("'" + text + "', a day or time that there is not", "one of the calendar");
        }
        throw invalid("'" + text + "'", "a time in UTC such as \"2026-12-24T16:00:00Z\"");
    }

    private static <T> Optional<T> look(String what, String name, Map<String, Optional<T>> known)
            throws ConditionInvalid {
        if (!known.containsKey(name)) {
            throw invalid("unknown " + what + " '" + name + "'", Names.oneOf(known));
        }
        return known.getOrDefault(name, Optional.empty());
    }

    private static ConditionInvalid invalid(String found, String expected) {
        return new ConditionInvalid(0, found, expected);
    }
}
