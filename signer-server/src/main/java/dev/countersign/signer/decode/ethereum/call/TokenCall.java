package dev.countersign.signer.decode.ethereum.call;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.ethereum.call.TokenFunction.Told;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import java.util.ArrayList;
import java.util.Optional;

/// A call of a token's own functions.
final class TokenCall {

    private TokenCall() {}

    /// @param token the policy's token that the called contract is
    /// @throws Refused CALLDATA_MALFORMED, what the function itself refuses, or all that apply of
    /// VALUE_ON_TOKEN_CALL, ASSET_UNKNOWN and ZERO_AMOUNT
    static Reading read(TokenFunction function, Call call, Optional<AssetDefinition> token) throws Refused {
        var told = function.meaning().of(call, Arguments.of(function.function(), call));
        var refusals = new ArrayList<Refusal>();
        Values.unlessZero(call, function.function()).ifPresent(refusals::add);
        if (token.isEmpty()) {
            refusals.add(DecodingRule.ASSET_BY_CONTRACT.refusal(
                    "to",
                    "is %s, and the policy names no token of that contract on %s; its assets name what may be moved"
                            .formatted(call.contract().address(), call.key().chain())));
        }
        if (told instanceof Told.Moves moves && moves.units().signum() == 0) {
            refusals.add(DecodingRule.SOMETHING_MOVES.refusal("data of "
                    + function.function().getCanonicalSignature() + " names 0 tokens; nothing would be sent"));
        }
        if (!refusals.isEmpty() || token.isEmpty()) {
            throw new Refused(refusals);
        }
        return reading(told, call, token.get());
    }

    /// The effect of what is told, on `token`.
    ///
    /// @throws Refused CALL_NOT_UNDERSTOOD
    static Reading reading(Told told, Call call, AssetDefinition token) throws Refused {
        return switch (told) {
            case Told.Moves moves ->
                Reading.of(new Movement(
                        moves.action(), new Amount(token.asset(), moves.units()), moves.from(), moves.to()));
            case Told.Revokes _
            when call.byOwner() -> Reading.of(new Deed(Action.REVOKE, Optional.of(call.contract())));
            case Told.Revokes _ ->
                throw DecodingRule.OWN_SENDER.broken(
                        "an allowance is taken back by who gave it; within a multicall it would be that of "
                                + call.sender().address());
        };
    }
}
