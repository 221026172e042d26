package dev.countersign.signer.decode.ethereum.typed;

import dev.countersign.signer.bundle.EthereumTerms.Nonces;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.Safe;
import dev.countersign.signer.bundle.typed.TokenTypes;
import dev.countersign.signer.bundle.typed.TypeSet;
import dev.countersign.signer.bundle.typed.TypedDomain;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.decode.ethereum.call.Call;
import dev.countersign.signer.decode.ethereum.call.CallReader;
import dev.countersign.signer.decode.ethereum.call.Reading;
import dev.countersign.signer.decode.ethereum.typed.TypedValue.Struct;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// A transaction of a Safe, of which the key is an owner: a call that the Safe makes once enough of its owners have
/// signed. It is the Safe's money, so it is charged to the Safe and takes a nonce of the Safe, whichever key signs.
///
/// Nobody is paid for bringing it to the chain: the refund of gas would be a payment that no rule sees. Nor may it
/// call the Safe itself, which is how owners, threshold, modules and guard are changed. Code is run as the Safe's own
/// (`operation` 1) from a pinned `MultiSendCallOnly` alone, which makes calls and nothing else.
///
/// Source: safe-global/safe-smart-account, `Safe.sol` §SAFE_TX_TYPEHASH, §DOMAIN_SEPARATOR_TYPEHASH (of 1.3.0 and
/// later, which has the chain), §execTransaction, §handlePayment.
record SafeTransaction() implements Meaning {

    private static final BigInteger CALL = BigInteger.ZERO;
    private static final BigInteger DELEGATE_CALL = BigInteger.ONE;
    private static final List<String> REFUND = List.of("baseGas", "gasPrice", "gasToken", "refundReceiver");

    @Override
    public TypeSet types() {
        return TokenTypes.SAFE_TX;
    }

    @Override
    public Found find(KeyPolicy key, Struct domain, Struct message) throws Refused {
        var safe = safe(key, domain);
        requireNoRefund(message);
        var series = key.chain() + "/safe/" + safe.account().address() + "/nonce";
        var nonce = message.unsigned("nonce");
        return new Found(
                reading(key, safe, message),
                List.of(series + "/" + nonce),
                Optional.of(place(series, nonce, safe.nonces())),
                Optional.of(safe.account()));
    }

    private static Slot.Place place(String series, BigInteger nonce, Nonces nonces) {
        return new Slot.Place(series, nonce, nonces.first(), nonces.ahead());
    }

    /// A domain without a chain is that of versions before 1.3.0: what is signed for it holds on every chain.
    private static Safe safe(KeyPolicy key, Struct domain) throws Refused {
        if (!domain.fields().containsKey("chainId") || !domain.fields().containsKey("verifyingContract")) {
            throw DecodingRule.PINNED_DOMAIN.broken(
                    "domain", "must have chainId and verifyingContract, as that of a Safe has since version 1.3.0");
        }
        var contract = domain.address("verifyingContract");
        var safe = Optional.ofNullable(key.offChain().safes().get(new Account(key.chain(), contract)))
                .orElseThrow(() -> DecodingRule.PINNED_DOMAIN.broken(
                        "domain.verifyingContract",
                        "is " + contract + ", and no rule of key " + key.id() + " names a Safe of that address"));
        var pinned = new TypedDomain(
                Optional.empty(),
                Optional.empty(),
                Optional.of(new BigInteger(key.chain().reference())),
                Optional.of(contract),
                Optional.empty());
        Domains.require(pinned, domain);
        return safe;
    }

    private static void requireNoRefund(Struct message) throws Refused {
        for (var field : REFUND) {
            if (message.unsigned(field).signum() != 0) {
                throw DecodingRule.NO_SAFE_REFUND.broken(
                        "message." + field,
                        "is not zero: the Safe would pay whoever brings it to the chain; let"
                                + " that account pay its own gas");
            }
        }
    }

    private static Reading reading(KeyPolicy key, Safe safe, Struct message) throws Refused {
        var to = new Account(key.chain(), message.address("to"));
        var value = message.unsigned("value");
        var data = message.leaf("data").content();
        var operation = message.unsigned("operation");
        if (operation.equals(DELEGATE_CALL) && safe.multiSends().contains(to)) {
            return CallReader.readAll(MultiSend.calls(key, safe, value, data)).within("message.data");
        }
        if (!operation.equals(CALL)) {
            throw DecodingRule.NO_DELEGATECALL.broken(
                    "message.operation",
                    "is " + operation + " and message.to is " + to.address()
                            + ": its code would run as the Safe's own; only a MultiSendCallOnly that the policy names"
                            + " in Safe '" + safe.name() + "' (multisend) may");
        }
        var call = new Call(key, safe.account(), safe.account(), to, value, data);
        var reading = CallReader.read(call).within("message");
        if (!reading.cancels()) {
            requireOther(safe, to, "message.to");
        }
        return reading;
    }

    /// Refuses a call of the Safe to itself.
    ///
    /// @throws Refused SAFE_SELF_CALL_REFUSED
    static void requireOther(Safe safe, Account to, String place) throws Refused {
        if (to.equals(safe.account())) {
            throw DecodingRule.NO_SAFE_SELF_CALL.broken(
                    place,
                    "is the Safe itself: such a call changes its owners, threshold, modules or guard; only"
                            + " the empty one is signed, which rejects a nonce");
        }
    }
}
