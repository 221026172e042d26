package dev.countersign.signer.bundle.file;

import dev.countersign.signer.bundle.OffChain;
import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.bundle.Safe;
import dev.countersign.signer.bundle.typed.TypedDefinition;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.yaml.Fields;
import dev.countersign.signer.yaml.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `blind`, `permit2` and `message_prefixes` of one key, and what its rules must be for them.
final class OffChainReader {

    private static final List<String> OF_AMOUNTS = List.of("fees", "permit2", "message_prefixes");
    private static final String PREFIXES = "a list of what messages begin with, such as [ \"Login to desk.example\" ]";

    private OffChainReader() {}

    static OffChain read(Fields key, RuleReader.Rules written) {
        var rules = written.allowing();
        var blind = key.optional("blind").flatMap(Value::truth).orElse(false);
        var permit2 = key.optional("permit2").flatMap(Value::truth).orElse(false);
        if (blind) {
            OF_AMOUNTS.stream()
                    .flatMap(field -> key.optional(field).stream())
                    .forEach(value ->
                            value.refuse("a field without use in a blind key", "nothing: its digests tell nothing"));
            key.optional("limits").stream()
                    .flatMap(limits -> limits.items("a list of limits").stream())
                    .filter(limit -> limit.has("max") || limit.has("asset"))
                    .forEach(limit -> limit.refuse(
                            "a limit of what a blind key pays", "counts without asset: its digests tell nothing"));
        }
        rules.forEach(rule -> requirePurpose(rule, blind));
        written.denying().forEach(rule -> requirePurpose(rule, blind));
        var typedData = new HashMap<String, TypedDefinition>();
        rules.forEach(rule -> rule.typedData().forEach(definition -> typedData.put(definition.name(), definition)));
        var safes = new HashMap<Account, Safe>();
        rules.forEach(rule -> rule.safe().ifPresent(safe -> safes.put(safe.account(), safe)));
        return new OffChain(blind, permit2, prefixes(key, rules), typedData, safes);
    }

    /// What a blind key signs could be anything: also whatever else the key would be asked for.
    private static void requirePurpose(RuleReader.Written written, boolean blind) {
        var allow = written.rule().allow();
        if (blind && !allow.equals(Set.of(Permission.BLIND))) {
            written.value().refuse("a rule of a blind key that allows anything else", "allow: [ blind ] only");
        }
        if (!blind && allow.contains(Permission.BLIND)) {
            written.value()
                    .refuse("a rule that signs digests with a key that is not blind", "blind: true under the key");
        }
    }

    /// What the key is never asked for needs no denial: whoever wrote it takes the key for another.
    private static void requirePurpose(DenyReader.Written written, boolean blind) {
        var deny = written.rule().deny();
        if (blind && !deny.equals(Set.of(Permission.BLIND))) {
            written.value().refuse("a rule of a blind key that denies anything else", "deny: [ blind ] only");
        }
        if (!blind && deny.contains(Permission.BLIND)) {
            written.value().refuse("a rule that denies digests, of a key that never signs any", "deny without blind");
        }
    }

    private static List<String> prefixes(Fields key, List<RuleReader.Written> rules) {
        var written = key.optional("message_prefixes");
        var needed = rules.stream().anyMatch(rule -> rule.rule().allow().contains(Permission.MESSAGE));
        if (needed && written.isEmpty()) {
            key.required("message_prefixes", PREFIXES);
        }
        if (!needed) {
            written.ifPresent(
                    value -> value.refuse("a field without use where no rule allows messages", "allow: [ message ]"));
        }
        var items = written.stream()
                .flatMap(value -> value.items(PREFIXES).stream())
                .toList();
        if (written.filter(Value::isList).isPresent() && items.isEmpty()) {
            written.ifPresent(value -> value.refuse("an empty list", "at least one"));
        }
        return items.stream()
                .map(OffChainReader::prefix)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<String> prefix(Value value) {
        return value.parse("a text of at most 128 characters; \"\" for any message", text -> {
            if (text.length() > 128) {
                throw new IllegalArgumentException("too long");
            }
            return text;
        });
    }
}
