package dev.countersign.signer.decode.ethereum.typed;

import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.typed.TypeSet;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.ethereum.typed.TypedValue.Struct;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Refused;
import java.util.List;
import java.util.Optional;

/// A transfer that anybody, or its payee, may bring to the chain (EIP-3009). Both kinds share their nonces.
record TokenAuthorization(TypeSet types) implements Meaning {

    @Override
    public Found find(KeyPolicy key, Struct domain, Struct message) throws Refused {
        var token = Domains.token(key, domain).asset();
        Meaning.requireOwn(key, message, "from");
        if (message.unsigned("value").signum() == 0) {
            throw DecodingRule.SOMETHING_MOVES.broken("message.value", "is 0; nothing would be sent");
        }
        if (message.unsigned("validAfter").compareTo(message.unsigned("validBefore")) >= 0) {
            throw Meaning.fieldRefused("message.validAfter", "must be before message.validBefore");
        }
        var transfer = new Movement(
                Action.TRANSFER,
                new Amount(token, message.unsigned("value")),
                key.account(),
                new Account(key.chain(), message.address("to")));
        var slot = "%s/erc3009/%s/%s/0x%s"
                .formatted(
                        key.chain(),
                        token.reference(),
                        key.account().address(),
                        message.leaf("nonce").content().hex());
        return new Found(
                List.of(transfer), List.of(slot), Optional.of(Meaning.instant(message.unsigned("validBefore"))));
    }
}
