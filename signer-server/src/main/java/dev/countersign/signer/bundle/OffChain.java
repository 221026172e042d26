package dev.countersign.signer.bundle;

import dev.countersign.signer.bundle.typed.TypedDefinition;
import dev.countersign.signer.model.Account;
import java.util.List;
import java.util.Map;

/// What a key may sign that is no transaction.
///
/// @param blind it signs digests that nobody can read, and nothing else
/// @param permit2 permits of Uniswap's Permit2 contract may be signed
/// @param messagePrefixes a message begins with one of them
/// @param typedData what the key's rules name, by name
/// @param safes those that the key's rules name, by account
public record OffChain(
        boolean blind,
        boolean permit2,
        List<String> messagePrefixes,
        Map<String, TypedDefinition> typedData,
        Map<Account, Safe> safes) {

    public static final OffChain NONE = new OffChain(false, false, List.of(), Map.of(), Map.of());

    public OffChain {
        messagePrefixes = List.copyOf(messagePrefixes);
        typedData = Map.copyOf(typedData);
        safes = Map.copyOf(safes);
    }
}
