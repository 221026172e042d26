package dev.countersign.signer.bundle;

import com.esaulpaugh.headlong.abi.Function;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Asset;
import java.util.List;
import java.util.Optional;

/// A function of one contract that the policy pins, and what its arguments must be.
///
/// @param function by its canonical signature (Contract ABI §Function Selector)
/// @param arguments one condition for each parameter, in their order: of values as a decimal number, `true` or `false`,
/// or
/// `0x` and lower-case hex
/// @param amount what the call takes from the key's account, as one of its arguments says
/// @param takesValue the chain's coin may be sent along
public record ContractCall(
        String name,
        Account contract,
        Function function,
        List<Condition<String>> arguments,
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
}
