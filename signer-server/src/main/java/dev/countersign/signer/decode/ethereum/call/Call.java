package dev.countersign.signer.decode.ethereum.call;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Bytes;
import java.math.BigInteger;
import java.util.Optional;

/// One call, as the contract receives it.
///
/// @param owner whose transaction it is a part of: the key's account, or a Safe that the key signs for
/// @param sender who the contract takes for its caller (`msg.sender`): the owner, or a multicall contract
/// @param value the chain's coin that is sent along, base units
public record Call(KeyPolicy key, Account owner, Account sender, Account contract, BigInteger value, Bytes data) {

    static final int SELECTOR_BYTES = 4;

    /// The first four bytes, which name the function (Contract ABI §Function Selector).
    Bytes selector() {
        return data.slice(0, SELECTOR_BYTES);
    }

    /// True if the owner itself makes the call.
    boolean byOwner() {
        return sender.equals(owner);
    }

    /// The token that the called contract is.
    Optional<AssetDefinition> token() {
        return token(contract);
    }

    /// The token of the policy whose contract is `address`: found by chain and contract, never by a symbol.
    Optional<AssetDefinition> token(Account address) {
        return key.assets().values().stream()
                .filter(definition -> definition.asset().chain().equals(key.chain())
                        && definition.asset().reference().equalsIgnoreCase(address.address()))
                .findFirst();
    }
}
