package dev.countersign.signer.decode.ethereum.typed;

import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.typed.TokenTypes;
import dev.countersign.signer.bundle.typed.TypeSet;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.ethereum.typed.TypedValue.Struct;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Refused;
import java.util.List;
import java.util.Optional;

/// A permit (EIP-2612): the spender may take up to `value` of the token that verifies it. A value of zero takes an
/// allowance back.
record TokenPermit() implements Meaning {

    @Override
    public TypeSet types() {
        return TokenTypes.PERMIT;
    }

    @Override
    public Found find(KeyPolicy key, Struct domain, Struct message) throws Refused {
        var token = Domains.token(key, domain).asset();
        Meaning.requireOwn(key, message, "owner");
        Meaning.requireLimited("message.value", message.unsigned("value"));
        var allowance = new Movement(
                Action.APPROVE,
                new Amount(token, message.unsigned("value")),
                key.account(),
                new Account(key.chain(), message.address("spender")));
        var slot = "%s/erc2612/%s/%s/%s"
                .formatted(key.chain(), token.reference(), key.account().address(), message.unsigned("nonce"));
        return new Found(List.of(allowance), List.of(slot), Optional.of(Meaning.instant(message.unsigned("deadline"))));
    }
}
