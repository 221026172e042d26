package dev.countersign.signer.decode.ethereum.call;

import dev.countersign.signer.bundle.ContractCall;
import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.decode.Effect;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A call that the policy pins: contract, function, and what each argument must be.
final class PinnedCall {

    private PinnedCall() {}

    /// The policy's call of this contract and function.
    static Optional<ContractCall> of(Call call) {
        return call.key().ethereum().calls().stream()
                .filter(pinned -> pinned.contract().equals(call.contract())
                        && Bytes.of(pinned.function().selector()).equals(call.selector()))
                .findFirst();
    }

    /// The call itself, and what it takes from the owner's account.
    ///
    /// @throws Refused CALL_NOT_UNDERSTOOD, CALLDATA_MALFORMED, VALUE_ON_TOKEN_CALL or CALL_ARGUMENT_NOT_ALLOWED
    static Reading read(ContractCall pinned, Call call) throws Refused {
        if (!call.byOwner()) {
            throw DecodingRule.OWN_SENDER.broken("call '" + pinned.name()
                    + "' of the policy is made by the account that pays, not through a multicall");
        }
        var arguments = Arguments.of(pinned.function(), call);
        if (!pinned.takesValue()) {
            Values.requireZero(call, pinned.function());
        }
        requireConditions(pinned, arguments, call);
        var action = new Action(Permission.CALL, pinned.name());
        var effects = new ArrayList<Effect>(List.of(new Deed(action, Optional.of(call.contract()))));
        pinned.amount()
                .flatMap(spent -> movement(action, call, spent.asset(), arguments.number(spent.argument())))
                .ifPresent(effects::add);
        movement(action, call, call.key().feeAsset().asset(), call.value()).ifPresent(effects::add);
        return Reading.of(effects.toArray(Effect[]::new));
    }

    private static Optional<Movement> movement(Action action, Call call, Asset asset, BigInteger units) {
        return units.signum() == 0
                ? Optional.empty()
                : Optional.of(new Movement(action, new Amount(asset, units), call.sender(), call.contract()));
    }

    private static void requireConditions(ContractCall pinned, Arguments arguments, Call call) throws Refused {
        var refusals = new ArrayList<Refusal>();
        for (var place = 0; place < pinned.arguments().size(); place++) {
            var at = place;
            var condition = pinned.arguments().get(at);
            if (!condition.holds(() -> arguments.text(at), () -> Optional.of(arguments.account(at)), call.owner())) {
                refusals.add(DecodingRule.PINNED_ARGUMENTS
                        .refusal("argument %d of %s is not what call '%s' of the policy allows"
                                .formatted(place, pinned.function().getCanonicalSignature(), pinned.name()))
                        .with(DecodingRule.FIELD, Arguments.path(List.of(place))));
            }
        }
        if (!refusals.isEmpty()) {
            throw new Refused(refusals);
        }
    }
}
