package dev.countersign.signer.bundle.file;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.ContractCall;
import dev.countersign.signer.bundle.DenyRule;
import dev.countersign.signer.bundle.Hours;
import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.bundle.Rule;
import dev.countersign.signer.bundle.Safe;
import dev.countersign.signer.bundle.condition.When;
import dev.countersign.signer.bundle.typed.TypedDefinition;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Fields;
import dev.countersign.signer.yaml.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// `rules` of one key.
final class RuleReader {

    /// The rules of a key, each kind in the order of the file.
    record Rules(List<Written> allowing, List<DenyReader.Written> denying) {

        List<Rule> rules() {
            return allowing.stream().map(Written::rule).toList();
        }

        List<DenyRule> denyRules() {
            return denying.stream().map(DenyReader.Written::rule).toList();
        }
    }

    /// A rule and where it is written.
    ///
    /// @param typedData what it names
    /// @param safe that it is for, if not the key's own account
    record Written(Rule rule, Value value, List<TypedDefinition> typedData, Optional<Safe> safe) {

        /// True if it names a Safe of which it is not known what bounds it: that is reported where the Safe is defined.
        boolean ofUnknownSafe() {
            return safe.isEmpty() && value.has("safe");
        }
    }

    private static final FieldNames FIELDS = FieldNames.of(
                    "id",
                    "allow",
                    "deny",
                    "clients",
                    "safe",
                    "assets",
                    "from",
                    "to",
                    "calls",
                    "typed_data",
                    "hours",
                    "when",
                    "expires_within",
                    "unlimited")
            .planning("approvals");
    static final List<String> OF_MOVEMENTS = List.of("assets", "from", "to");

    /// A signature that can be used for longer outlives what was known when it was made.
    private static final Duration EXPIRES_WITHIN = Duration.ofHours(1);

    private final RuleTerms terms;
    private final DenyReader denials;

    /// @param own the key's own account
    RuleReader(Names names, Account own) {
        this.terms = new RuleTerms(names, own, "allow");
        this.denials = new DenyReader(names, own);
    }

    Rules readAll(Fields key) {
        var ids = new HashSet<String>();
        var allowing = new ArrayList<Written>();
        var denying = new ArrayList<DenyReader.Written>();
        key.required("rules", "a list of rules; [] for none").stream()
                .flatMap(section -> section.items("a list of rules").stream())
                .forEach(value -> {
                    var fields = value.fields(FIELDS);
                    var id = id(fields, ids);
                    if (value.has("deny")) {
                        denying.add(denials.read(id, fields));
                    } else {
                        allowing.add(written(id, fields));
                    }
                });
        return new Rules(List.copyOf(allowing), List.copyOf(denying));
    }

    private static String id(Fields fields, Set<String> ids) {
        var id = fields.required("id", Forms.NAME, Forms::name).orElse("");
        if (!id.isEmpty() && !ids.add(id)) {
            fields.owner().refuse("the rule '" + id + "' again", "each id once in a key");
        }
        return id;
    }

    private Written written(String id, Fields fields) {
        var allow = terms.permissions(
                fields.required("allow", "what it allows, or deny with what it denies: " + RuleTerms.PERMISSIONS));
        var clients = terms.clients(fields.required("clients", "the clients that it allows"));
        var unlimited = fields.optional("unlimited").flatMap(Value::truth).orElse(false);
        var within = fields.optional("expires_within")
                .flatMap(duration -> duration.duration("1m", "30d"))
                .orElse(EXPIRES_WITHIN);
        var hours = fields.optional("hours").flatMap(HoursReader::read);
        var when = terms.when(fields.optional("when"));
        var safe = terms.safe(fields.optional("safe"), allow);
        var calls = calls(fields, allow);
        var typedData = typedData(fields, allow);
        var moves = allow.isEmpty() || moves(allow, calls, typedData); // of what is misspelt it is not known
        if (!moves) {
            refuseMovements(fields);
        }
        var assets = moves
                ? terms.assets(fields.required("assets", "the assets that may be moved"))
                : List.<AssetDefinition>of();
        var to = moves
                ? RuleTerms.some(fields.required("to", RuleTerms.ACCOUNTS), this::destinations)
                : List.<List<Account>>of();
        var from = moves ? RuleTerms.some(fields.optional("from"), terms::accounts) : List.<List<Account>>of();
        var rule = rule(id, allow, clients, assets, from, to, within, calls, typedData, unlimited, safe, hours, when);
        return new Written(rule, fields.owner(), typedData, safe);
    }

    private static void refuseMovements(Fields fields) {
        OF_MOVEMENTS.stream()
                .flatMap(name -> fields.optional(name).stream())
                .forEach(surplus -> surplus.refuse(
                        "a field without use in a rule by which nothing moves",
                        "it only beside what moves, such as allow: [ transfer ] or [ approve ]"));
    }

    private List<ContractCall> calls(Fields fields, List<Permission> allow) {
        var names = allow.contains(Permission.CALL)
                ? fields.required("calls", "the contract calls that it allows, by name")
                : fields.optional("calls");
        return terms.calls(names, allow);
    }

    private List<TypedDefinition> typedData(Fields fields, List<Permission> allow) {
        var names = allow.contains(Permission.TYPED_DATA)
                ? fields.required("typed_data", "the names of the typed data that it allows")
                : fields.optional("typed_data");
        return terms.typedData(names, allow);
    }

    private static boolean moves(List<Permission> allow, List<ContractCall> calls, List<TypedDefinition> typedData) {
        return allow.stream().anyMatch(permission -> permission.moves() && !permission.named())
                || calls.stream().anyMatch(ContractCall::moves)
                || typedData.stream().anyMatch(definition -> definition.amount().isPresent());
    }

    private static Rule rule(
            String id,
            List<Permission> allow,
            List<Client> clients,
            List<AssetDefinition> assets,
            List<List<Account>> from,
            List<List<Account>> to,
            Duration within,
            List<ContractCall> calls,
            List<TypedDefinition> typedData,
            boolean unlimited,
            Optional<Safe> safe,
            Optional<Hours> hours,
            Optional<When> when) {
        return new Rule(
                id,
                new HashSet<>(allow),
                new HashSet<>(clients),
                assets.stream().map(AssetDefinition::asset).collect(Collectors.toSet()),
                from.stream().flatMap(List::stream).collect(Collectors.toSet()),
                to.stream().flatMap(List::stream).collect(Collectors.toSet()),
                within,
                calls.stream().map(ContractCall::name).collect(Collectors.toSet()),
                typedData.stream().map(TypedDefinition::name).collect(Collectors.toSet()),
                unlimited,
                safe.map(Safe::account),
                hours,
                when);
    }

    private Optional<List<Account>> destinations(Value value) {
        var own = terms.own();
        var here = terms.accounts(value);
        if (here.filter(list -> list.contains(own)).isPresent()) {
            value.refuse(
                    "the key's own account " + own.address(),
                    terms.isBitcoin()
                            ? "other accounts; what goes to the key itself needs allow: [ consolidate ]"
                            : "other accounts; a nonce is freed by allow: [ cancel ]");
        }
        return here;
    }
}
