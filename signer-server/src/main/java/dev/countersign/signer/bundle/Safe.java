package dev.countersign.signer.bundle;

import dev.countersign.signer.bundle.EthereumTerms.Nonces;
import dev.countersign.signer.model.Account;
import java.util.List;
import java.util.Set;

/// A Safe: a wallet that is a contract, whose transactions several owners sign. Keys of the policy sign for it where
/// their rules name it; what leaves it is charged to it, whichever of them signs.
///
/// @param name unique in the policy
/// @param multiSends the `MultiSendCallOnly` contracts that it may run, taken apart into calls
/// @param nonces which of its nonces may be asked for
/// @param limits each id with the Safe's name before it, such as `treasury/day`
public record Safe(String name, Account account, Set<Account> multiSends, Nonces nonces, List<Limit> limits) {

    public Safe {
        multiSends = Set.copyOf(multiSends);
        limits = List.copyOf(limits);
    }
}
