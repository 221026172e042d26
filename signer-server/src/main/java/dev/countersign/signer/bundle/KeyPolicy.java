package dev.countersign.signer.bundle;

import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.PinnedKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One key: what it is, who may ask for it, and what it may sign.
///
/// @param lane whose sessions sign with it
/// @param acceptImported an officer accepts that the key was made outside the token
/// @param account the key's own account on its chain, derived from the public key
/// @param feeAsset the asset that pays fees on the chain
/// @param assets the policy's assets on the key's chain, by symbol
/// @param rules what it may sign, for whom
/// @param denyRules what it does not sign, whatever `rules` allow; they give nobody a grant
/// @param limits in the order of the file; `fees: {per, max}` is the last, with scope FEES
/// @param feeEach the most that one transaction may cost in fees
/// @param ethereum what else holds for a key of an EVM chain
/// @param offChain what it may sign beside transactions
/// @param bitcoin what only a key of a Bitcoin network has; empty for all others
public record KeyPolicy(
        KeyId id,
        Chain chain,
        PinnedKey publicKey,
        Lane lane,
        boolean acceptImported,
        Account account,
        AssetDefinition feeAsset,
        Map<String, AssetDefinition> assets,
        List<Rule> rules,
        List<DenyRule> denyRules,
        List<Limit> limits,
        Optional<Amount> feeEach,
        EthereumTerms ethereum,
        OffChain offChain,
        Optional<BitcoinKey> bitcoin) {

    public KeyPolicy {
        assets = Map.copyOf(assets);
        rules = List.copyOf(rules);
        denyRules = List.copyOf(denyRules);
        limits = List.copyOf(limits);
    }

    /// A key of an EVM chain that signs transactions only, and is denied nothing.
    public KeyPolicy(
            KeyId id,
            Chain chain,
            PinnedKey publicKey,
            Lane lane,
            boolean acceptImported,
            Account account,
            AssetDefinition feeAsset,
            Map<String, AssetDefinition> assets,
            List<Rule> rules,
            List<Limit> limits,
            Optional<Amount> feeEach,
            EthereumTerms ethereum) {
        this(
                id,
                chain,
                publicKey,
                lane,
                acceptImported,
                account,
                feeAsset,
                assets,
                rules,
                List.of(),
                limits,
                feeEach,
                ethereum,
                OffChain.NONE,
                Optional.empty());
    }

    /// The same, listing fewer addresses.
    KeyPolicy narrowed(List<Rule> fewer, Optional<BitcoinKey> less) {
        return new KeyPolicy(
                id,
                chain,
                publicKey,
                lane,
                acceptImported,
                account,
                feeAsset,
                assets,
                fewer,
                denyRules,
                limits,
                feeEach,
                ethereum,
                offChain,
                less);
    }

    /// What bounds the transactions of `safe`, or the key's own.
    ///
    /// @throws IllegalArgumentException if no rule of the key names the Safe
    public List<Limit> limitsOf(Optional<Account> safe) {
        return safe.isPresent() ? safe(safe.get()).limits() : limits;
    }

    /// The Safe of an account.
    ///
    /// @throws IllegalArgumentException if no rule of the key names it
    public Safe safe(Account account) {
        return Optional.ofNullable(offChain.safes().get(account))
                .orElseThrow(() -> new IllegalArgumentException("no rule of key " + id + " names a Safe " + account));
    }

    /// True if any rule names the client that allows something.
    public boolean grants(Client client) {
        return rules.stream().anyMatch(rule -> rule.clients().contains(client));
    }
}
