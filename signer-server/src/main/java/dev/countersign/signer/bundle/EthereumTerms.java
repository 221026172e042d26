package dev.countersign.signer.bundle;

import dev.countersign.signer.model.Account;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;

/// What holds for a key of an EVM chain beside its rules.
///
/// @param extraFeeMax the most that a transaction costs beside its gas, where the chain takes a fee for its parent
/// chain; base units of the fee asset, zero elsewhere
/// @param multicalls the contracts whose `aggregate3` is taken apart into its calls
/// @param calls the policy's contract calls on the key's chain; which of them are allowed, rules say
public record EthereumTerms(BigInteger extraFeeMax, Nonces nonces, Set<Account> multicalls, List<ContractCall> calls) {

    public EthereumTerms {
        multicalls = Set.copyOf(multicalls);
        calls = List.copyOf(calls);
    }

    /// Which nonces may be asked for: none below `first`, and none further than `ahead` beyond the first that is
    /// free.
    ///
    /// @param ahead 0 to 256
    public record Nonces(long first, int ahead) {}
}
