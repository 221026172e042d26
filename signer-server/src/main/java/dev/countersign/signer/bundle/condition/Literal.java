package dev.countersign.signer.bundle.condition;

import java.util.Arrays;
import java.util.Optional;

/// The functions by which a condition names something, each with one text that is read when the policy loads:
/// `amount("0.02 ETH")`.
public enum Literal {
    /// An exact amount in coins with its symbol: a [dev.countersign.signer.model.Amount].
    AMOUNT,
    /// A CAIP-10 account of the key's chain: a [dev.countersign.signer.model.Account].
    ACCOUNT,
    /// The accounts of an address group on the key's chain: a list of accounts.
    GROUP,
    /// A symbol: a [dev.countersign.signer.model.Asset].
    ASSET,
    /// A word of `allow`: a [dev.countersign.signer.bundle.Permission].
    ACTION,
    /// A name of `clients`: a [dev.countersign.signer.model.Client].
    CLIENT,
    /// A date and time of RFC 3339: an [java.time.Instant].
    TIMESTAMP;

    /// The function's name, such as `amount`.
    public String function() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    static Optional<Literal> of(String function) {
        return Arrays.stream(values())
                .filter(literal -> literal.function().equals(function))
                .findFirst();
    }
}
