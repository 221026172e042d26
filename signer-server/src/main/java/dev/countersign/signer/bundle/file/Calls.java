package dev.countersign.signer.bundle.file;

import com.esaulpaugh.headlong.abi.ABIType;
import com.esaulpaugh.headlong.abi.ArrayType;
import com.esaulpaugh.headlong.abi.Function;
import com.esaulpaugh.headlong.abi.UnitType;
import dev.countersign.signer.bundle.Condition;
import dev.countersign.signer.bundle.ContractCall;
import dev.countersign.signer.bundle.ContractCall.Spent;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// `calls: { NAME: { contract, function, arguments, amount, value } }`.
final class Calls {

    private static final FieldNames FIELDS = FieldNames.of("contract", "function", "arguments", "amount", "value");
    private static final FieldNames AMOUNT = FieldNames.of("argument", "asset");
    private static final String FUNCTION =
            "a function by its canonical signature, such as stake(uint256,address): no names, no spaces, no aliases";
    private static final String ARGUMENTS = "one condition for each parameter";
    private static final Pattern SIGNATURE =
            Pattern.compile("[a-zA-Z_$][a-zA-Z0-9_$]{0,63}\\([a-z0-9,()\\[\\]]{0,512}\\)");

    /// What no compiler makes, or nobody can judge: fixed-point numbers, function pointers, tuples of nothing.
    private static final Pattern UNUSED_TYPES = Pattern.compile("fixed|function|\\(\\)");

    private final Names names;

    private Calls(Names names) {
        this.names = names;
    }

    static Map<String, Optional<ContractCall>> read(Value section, Names names) {
        var reader = new Calls(names);
        var calls = new LinkedHashMap<String, Optional<ContractCall>>();
        var owners = new HashMap<String, String>();
        section.entries("contract calls by name").forEach((name, value) -> {
            if (!Forms.isName(name)) {
                value.refuse("the call name '" + name + "'", Forms.NAME);
                return;
            }
            var call = reader.call(name, value);
            calls.put(name, call);
            call.map(made -> owners.putIfAbsent(
                            made.contract() + " " + made.function().selectorHex(), name))
                    .ifPresent(earlier -> value.refuse("the call of '" + earlier + "' again", "one name a call"));
        });
        return calls;
    }

    private Optional<ContractCall> call(String name, Value value) {
        var before = value.problemCount();
        var fields = value.fields(FIELDS);
        var contract = fields.required("contract", Forms.ACCOUNT, Forms::account);
        var function = fields.required("function", FUNCTION, Calls::function);
        if (contract.isEmpty() || function.isEmpty()) {
            return Optional.empty();
        }
        var chain = contract.get().chain();
        var conditions = fields.required("arguments", ARGUMENTS)
                .map(list -> conditions(list, function.get(), chain))
                .orElse(List.of());
        var amount = fields.optional("amount").flatMap(written -> amount(written, function.get(), chain));
        var takesValue = fields.optional("value")
                .flatMap(written -> written.parse("allowed", text -> {
                    if (!text.equals("allowed")) {
                        throw new IllegalArgumentException("another word");
                    }
                    return true;
                }))
                .orElse(false);
        return value.problemCount() > before
                ? Optional.empty()
                : Optional.of(new ContractCall(name, contract.get(), function.get(), conditions, amount, takesValue));
    }

    private static Function function(String text) {
        if (!SIGNATURE.matcher(text).matches()
                || UNUSED_TYPES.matcher(text.substring(text.indexOf('(') + 1)).find()) {
            throw new IllegalArgumentException("not a signature");
        }
        var function = Function.parse(text);
        if (!function.getCanonicalSignature().equals(text)) {
            throw new IllegalArgumentException("not canonical");
        }
        return function;
    }

    private List<Condition<String>> conditions(Value list, Function function, Chain chain) {
        var items = list.items(ARGUMENTS);
        var parameters = function.getInputs();
        if (list.isList() && items.size() != parameters.size()) {
            list.refuse(items.size() + " conditions for " + parameters.size() + " parameters", ARGUMENTS);
            return List.of();
        }
        var conditions = new ArrayList<Condition<String>>();
        for (var i = 0; i < items.size(); i++) {
            ABIType<?> type = parameters.get(i);
            condition(items.get(i), type, chain).ifPresent(conditions::add);
        }
        return conditions;
    }

    private Optional<Condition<String>> condition(Value value, ABIType<?> type, Chain chain) {
        var constants = new AbiConstants(type);
        return new Conditions<>(
                        "a parameter of type " + type.getCanonicalType(),
                        constants.isAddress(),
                        constants::read,
                        item -> names.accounts(item, chain, RuleTerms.ACCOUNTS))
                .read(value);
    }

    private Optional<Spent> amount(Value value, Function function, Chain chain) {
        var fields = value.fields(AMOUNT);
        var argument = fields.required("argument", "the argument's place, from 0")
                .flatMap(place ->
                        place.integer(0, Math.max(0, function.getInputs().size() - 1)));
        var asset = fields.required("asset", "the symbol of the asset that it takes")
                .flatMap(symbol -> names.asset(symbol, chain));
        if (argument.isEmpty() || asset.isEmpty()) {
            return Optional.empty();
        }
        var place = argument.get().intValue();
        if (function.getInputs().isEmpty() || !isUnsigned(function.getInputs().get(place))) {
            value.refuse("argument " + place + " of " + function.getCanonicalSignature(), "a parameter of type uint");
            return Optional.empty();
        }
        return Optional.of(new Spent(place, asset.get().asset()));
    }

    private static boolean isUnsigned(ABIType<?> type) {
        return !(type instanceof ArrayType<?, ?, ?>)
                && type instanceof UnitType<?> unit
                && unit.getCanonicalType().startsWith("uint");
    }
}
