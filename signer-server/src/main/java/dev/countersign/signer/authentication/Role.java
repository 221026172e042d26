package dev.countersign.signer.authentication;

import java.util.Arrays;
import java.util.Locale;

/// What an operator may do. An operator has the roles that server.yaml lists and no other: none implies another.
public enum Role {
    /// See the state of the tokens, which policy decides, and the prices.
    OBSERVE,
    /// Take tokens out of service and back.
    MAINTAIN,
    /// Hand in what officers signed: policies and orders. It decides nothing by itself.
    PROPOSE,
    /// Stop signing, or slow it down. What that takes away, officers alone give back.
    TIGHTEN,

    /// Hand in what price signers signed: price tables. It decides nothing by itself.
    PRICE,

    /// Hand in what observers signed of the chains. It decides nothing by itself, either.
    REPORT;

    /// Its name in server.yaml.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The role of this name.
    ///
    /// @throws IllegalArgumentException if no role has this name
    public static Role of(String word) {
        return Arrays.stream(values())
                .filter(role -> role.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such role"));
    }
}
