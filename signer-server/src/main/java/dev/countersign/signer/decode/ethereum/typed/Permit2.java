package dev.countersign.signer.decode.ethereum.typed;

import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.typed.TokenTypes;
import dev.countersign.signer.bundle.typed.TypeSet;
import dev.countersign.signer.bundle.typed.TypedDomain;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.Effect;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.ethereum.typed.TypedValue.Sequence;
import dev.countersign.signer.decode.ethereum.typed.TypedValue.Struct;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// A permit of Uniswap's Permit2: through it the spender may take up to an amount of each token, once
/// (`PermitTransferFrom`) or until the allowance expires (`PermitSingle`, `PermitBatch`).
///
/// Source: Uniswap/permit2, `src/libraries/PermitHash.sol`, `src/EIP712.sol`.
record Permit2(TypeSet types) implements Meaning {

    @Override
    public Found find(KeyPolicy key, Struct domain, Struct message) throws Refused {
        if (!key.offChain().permit2()) {
            throw Domains.notRegistered("key " + key.id() + " signs no permits of Permit2; the policy's officers can"
                    + " allow them by permit2: true");
        }
        Domains.require(TypedDomain.of("Permit2", Optional.empty(), key.chain(), TokenTypes.PERMIT2_CONTRACT), domain);
        var spender = new Account(key.chain(), message.address("spender"));
        return types.equals(TokenTypes.PERMIT_TRANSFER_FROM)
                ? once(key, spender, message)
                : allowances(key, spender, message);
    }

    /// SignatureTransfer: its nonces are bits of an unordered map, of all tokens and spenders together.
    private static Found once(KeyPolicy key, Account spender, Struct message) throws Refused {
        if (message.unsigned("permitted.amount").signum() == 0) {
            throw DecodingRule.SOMETHING_MOVES.broken("message.permitted.amount", "is 0; nothing could be taken");
        }
        var allowance = allowance(key, spender, "message.permitted", (Struct) message.at("permitted"));
        var slot = "%s/permit2/%s/once/%s".formatted(key.chain(), key.account().address(), message.unsigned("nonce"));
        return new Found(List.of(allowance), List.of(slot), Optional.of(Meaning.instant(message.unsigned("deadline"))));
    }

    /// AllowanceTransfer: its nonces count up for each token and spender.
    private static Found allowances(KeyPolicy key, Account spender, Struct message) throws Refused {
        var details = message.at("details") instanceof Sequence(var items) ? items : List.of(message.at("details"));
        var effects = new ArrayList<Effect>();
        var slots = new ArrayList<String>();
        var tokens = new HashSet<String>();
        var expiry = message.unsigned("sigDeadline");
        for (var item : details) {
            var detail = (Struct) item;
            if (!tokens.add(detail.address("token"))) {
                throw Meaning.fieldRefused("message.details", "names the token " + detail.address("token") + " twice");
            }
            effects.add(allowance(key, spender, "message.details", detail));
            slots.add("%s/permit2/%s/%s/%s/%s"
                    .formatted(
                            key.chain(),
                            key.account().address(),
                            detail.address("token"),
                            spender.address(),
                            detail.unsigned("nonce")));
            expiry = expiry.max(detail.unsigned("expiration"));
        }
        if (effects.isEmpty()) {
            throw Meaning.fieldRefused("message.details", "is empty: nothing is permitted");
        }
        return new Found(effects, slots, Optional.of(Meaning.instant(expiry)));
    }

    private static Movement allowance(KeyPolicy key, Account spender, String place, Struct detail) throws Refused {
        var token =
                Domains.token(key, detail.address("token"), place + ".token").asset();
        BigInteger amount = detail.unsigned("amount");
        Meaning.requireLimited(place + ".amount", amount);
        return new Movement(Action.APPROVE, new Amount(token, amount), key.account(), spender);
    }
}
