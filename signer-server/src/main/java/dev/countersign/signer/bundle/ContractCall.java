package dev.countersign.signer.bundle;

import com.esaulpaugh.headlong.abi.Function;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Asset;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A function of one contract that the policy pins, and what its arguments must be.
///
/// @param function by its canonical signature (Contract ABI §Function Selector)
/// @param arguments one condition for each parameter, in their order
/// @param amount what the call takes from the key's account, as one of its arguments says
/// @param takesValue the chain's coin may be sent along
public record ContractCall(
        String name,
        Account contract,
        Function function,
        List<Condition> arguments,
        Optional<Spent> amount,
        boolean takesValue) {

    public ContractCall {
        arguments = List.copyOf(arguments);
    }

    /// True if assets may leave by it.
    public boolean moves() {
        return amount.isPresent() || takesValue;
    }

    /// What a call takes from the key's account.
    ///
    /// @param argument its place, from 0; a `uint` in base units of `asset`
    public record Spent(int argument, Asset asset) {}

    /// What an argument must be.
    public sealed interface Condition {

        /// Anything that its type can hold.
        record Any() implements Condition {}

        /// The key's own account.
        record Own() implements Condition {}

        /// One of these accounts.
        record OneAccountOf(Set<Account> accounts) implements Condition {
            public OneAccountOf {
                accounts = Set.copyOf(accounts);
            }
        }

        /// One of these values: a decimal number, `true` or `false`, or `0x` and lower-case hex.
        record OneOf(Set<String> values) implements Condition {
            public OneOf {
                values = Set.copyOf(values);
            }
        }
    }
}
