package dev.countersign.signer.decode.ethereum.typed;

import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.typed.TypeSet;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.Effect;
import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.decode.ethereum.Endless;
import dev.countersign.signer.decode.ethereum.call.Reading;
import dev.countersign.signer.decode.ethereum.typed.TypedValue.Struct;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What one kind of typed data does.
sealed interface Meaning permits TokenPermit, TokenAuthorization, Permit2, SafeTransaction, Defined {

    /// What a signature does.
    ///
    /// @param slots the ids of what it spends
    /// @param place of its slot, where that is one of a series
    /// @param safe whose transaction it is, if not the key's own
    record Found(Reading reading, List<String> slots, Optional<Slot.Place> place, Optional<Account> safe) {

        /// What the key's own account does.
        ///
        /// @param expiry when the signature ends to be of use
        Found(List<Effect> effects, List<String> slots, Optional<Instant> expiry) {
            this(new Reading(effects, List.of(), expiry), slots, Optional.empty(), Optional.empty());
        }
    }

    TypeSet types();

    /// What a signature of this payload does.
    ///
    /// @param domain of the types that the payload gives
    /// @param message of [#types]
    /// @throws Refused if the domain is not the pinned one, or a field holds what it must not
    Found find(KeyPolicy key, Struct domain, Struct message) throws Refused;

    /// Seconds since 1970 as a time.
    static Instant instant(BigInteger seconds) {
        return Instant.ofEpochSecond(seconds.min(Endless.LAST_SECOND).longValueExact());
    }

    /// Refuses an allowance that is [Endless].
    ///
    /// @throws Refused ALLOWANCE_UNLIMITED
    static void requireLimited(String field, BigInteger amount) throws Refused {
        if (Endless.is(amount)) {
            throw DecodingRule.ALLOWANCE_BOUNDED.broken(
                    field, "is " + amount + ", an allowance without a bound; sign one of the amount that is needed");
        }
    }

    /// Refuses what another account would give away.
    ///
    /// @throws Refused TYPED_DATA_FIELD_REFUSED unless the key's own account gives it away
    static void requireOwn(KeyPolicy key, Struct message, String field) throws Refused {
        if (!message.address(field).equals(key.account().address())) {
            throw DecodingRule.OWN_ACCOUNT_GIVES.broken(
                    "message." + field,
                    "is " + message.address(field)
                            + ", and a signature of key " + key.id() + " binds its own account only: "
                            + key.account().address());
        }
    }

    static Refused fieldRefused(String field, String words) {
        return DecodingRule.ALLOWED_TYPED_FIELDS.broken(field, words);
    }
}
