package dev.countersign.signer.decode.ethereum.call;

import com.esaulpaugh.headlong.abi.Function;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;

/// A function of a token standard, and what it does.
///
/// @param namespace of the assets that have it (CAIP-19): `erc20`, `erc721` or `erc1155`
record TokenFunction(String namespace, Function function, Meaning meaning) {

    static TokenFunction of(String namespace, String signature, Meaning meaning) {
        return new TokenFunction(namespace, Function.parse(signature), meaning);
    }

    boolean hasSelector(Bytes selector) {
        return Bytes.of(function.selector()).equals(selector);
    }

    /// What a call does with a token, whichever it is.
    @FunctionalInterface
    interface Meaning {
        Told of(Call call, Arguments arguments) throws Refused;
    }

    /// What a function of a token does.
    sealed interface Told {

        /// Something leaves, or may be taken.
        ///
        /// @param units base units, or pieces
        record Moves(Action action, BigInteger units, Account from, Account to) implements Told {}

        /// Only takes allowances back.
        record Revokes() implements Told {}
    }
}
