package dev.countersign.signer.ledger.chain;

import dev.countersign.signer.bundle.EthereumAddress;
import dev.countersign.signer.journal.Intent;
import dev.countersign.signer.ledger.window.Lifetime;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Payer;
import java.util.HashMap;
import java.util.Map;

/// How long what the journal recorded can be used. Remembers the accounts of keys: to find one takes
/// longer than to read an entry.
public final class Lifetimes {

    private record Owner(Chain chain, Payer payer) {}

    private final Map<Owner, Account> accounts = new HashMap<>();

    /// That of what a payer's key signed.
    public Lifetime of(Intent intent, Payer payer) {
        var account = accounts.computeIfAbsent(new Owner(intent.chain(), payer), Lifetimes::account);
        return Lifetime.of(intent.chain(), account, intent.slots(), intent.expiry());
    }

    private static Account account(Owner owner) {
        return switch (owner.payer()) {
            case Payer.Safe(var account) -> account;
            case Payer.Key(var key) ->
                owner.chain().namespace().equals("eip155")
                        ? EthereumAddress.of(owner.chain(), key)
                        : new Account(owner.chain(), "outputs"); // they are found by themselves, whoever owns them
        };
    }
}
