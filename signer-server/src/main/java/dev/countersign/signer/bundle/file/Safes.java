package dev.countersign.signer.bundle.file;

import dev.countersign.signer.address.bitcoin.Network;
import dev.countersign.signer.bundle.EthereumTerms.Nonces;
import dev.countersign.signer.bundle.Safe;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Value;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `safes: { NAME: { address, multisend, nonces, limits } }`.
final class Safes {

    private static final FieldNames FIELDS = FieldNames.of("address", "multisend", "nonces", "limits");

    private Safes() {}

    static Map<String, Optional<Safe>> read(Value section, Names names) {
        var safes = new LinkedHashMap<String, Optional<Safe>>();
        var owners = new HashMap<Account, String>();
        section.entries("Safes by name").forEach((name, value) -> {
            if (!Forms.isName(name) || name.equals(Groups.ALL)) {
                value.refuse("the Safe's name '" + name + "'", Forms.NAME + ", other than '" + Groups.ALL + "'");
                return;
            }
            var safe = safe(name, value, names);
            safes.put(name, safe);
            safe.map(made -> owners.putIfAbsent(made.account(), name))
                    .ifPresent(earlier -> value.refuse("the address of '" + earlier + "' again", "one name a Safe"));
        });
        return safes;
    }

    private static Optional<Safe> safe(String name, Value value, Names names) {
        var before = value.problemCount();
        var fields = value.fields(FIELDS);
        var account = fields.required("address", Forms.ACCOUNT).flatMap(Safes::account);
        if (account.isEmpty()) {
            return Optional.empty();
        }
        var chain = account.get().chain();
        var multiSends = fields.optional("multisend")
                .map(list -> EthereumTermsReader.contracts(list, names, chain))
                .orElse(Set.of());
        var nonces = fields.optional("nonces").map(EthereumTermsReader::nonces).orElse(new Nonces(0, 0));
        var limits = LimitReader.ofSafe(name, names, chain).readAll(fields);
        return value.problemCount() > before
                ? Optional.empty()
                : Optional.of(new Safe(name, account.get(), multiSends, nonces, limits));
    }

    private static Optional<Account> account(Value value) {
        var account = value.parse(Forms.ACCOUNT, Forms::account);
        var elsewhere = account.filter(found -> Network.of(found.chain()).isPresent());
        elsewhere.ifPresent(found -> value.refuse(found.toString(), "an account of an EVM chain"));
        return elsewhere.isPresent() ? Optional.empty() : account;
    }
}
