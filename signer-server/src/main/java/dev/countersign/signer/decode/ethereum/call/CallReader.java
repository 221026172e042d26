package dev.countersign.signer.decode.ethereum.call;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.decode.Effect;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds what a call is. What is known to be a token's function, or to be dangerous, is never taken for a call that
/// the policy pins: a pinned call adds to what is understood and replaces nothing.
public final class CallReader {

    private CallReader() {}

    /// What the call does. What is not understood is told with one of the reasons that the readers name.
    public static Reading read(Call call) {
        try {
            return understood(call);
        } catch (Refused e) {
            return new Reading(List.of(), e.refusals(), Optional.empty());
        }
    }

    /// What a batch of calls does; one that is not understood is named by its number, from 1.
    public static Reading readAll(List<Call> calls) {
        var effects = new ArrayList<Effect>();
        var unknown = new ArrayList<Refusal>();
        var expiry = Optional.<Instant>empty();
        for (var i = 0; i < calls.size(); i++) {
            var reading = read(calls.get(i)).within("calls[" + i + "]");
            effects.addAll(reading.effects());
            for (var refusal : reading.unknown()) {
                unknown.add(refusal.saying("call %d of %d: %s".formatted(i + 1, calls.size(), refusal.message())));
            }
            expiry = later(expiry, reading.expiry());
        }
        return new Reading(effects, unknown, expiry);
    }

    private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
        return one.isEmpty() || (other.isPresent() && other.get().isAfter(one.get())) ? other : one;
    }

    private static Reading understood(Call call) throws Refused {
        if (call.data().size() == 0) {
            return Reading.of(transfer(call));
        }
        if (call.data().size() < Call.SELECTOR_BYTES) {
            throw notUnderstood("data has %d bytes, too few for a call; a plain transfer has none"
                    .formatted(call.data().size()));
        }
        var token = call.token();
        if (token.isPresent()) {
            var reading = token(call, token.get());
            if (reading.isPresent()) {
                return reading.get();
            }
        }
        if (Multicall.is(call)) {
            return Multicall.read(call);
        }
        if (Permit2.is(call)) {
            return Permit2.read(call);
        }
        return other(call, token);
    }

    /// The chain's coin, sent; or nothing, sent to its sender, which spends a nonce.
    private static Effect transfer(Call call) throws Refused {
        if (call.value().signum() > 0) {
            return new Movement(
                    Action.TRANSFER,
                    new Amount(call.key().feeAsset().asset(), call.value()),
                    call.sender(),
                    call.contract());
        }
        if (call.byOwner() && call.contract().equals(call.owner())) {
            return new Deed(Action.CANCEL);
        }
        throw DecodingRule.SOMETHING_MOVES.broken(
                "value",
                "is zero and data is empty: nothing would be sent to " + call.contract()
                        + "; to cancel a nonce, send it to the account that pays, " + call.owner());
    }

    private static Optional<Reading> token(Call call, AssetDefinition token) throws Refused {
        var function = TokenFunctions.of(token.asset().namespace(), call.selector());
        if (function.isPresent()) {
            return Optional.of(TokenCall.read(function.get(), call, Optional.of(token)));
        }
        return token.wrapsNative() ? WrappedCoin.read(call, token) : Optional.empty();
    }

    private static Reading other(Call call, Optional<AssetDefinition> token) throws Refused {
        var refused = RefusedFunction.of(call.selector());
        if (refused.isPresent()) {
            throw refused.get().refused();
        }
        var ofTokens = TokenFunctions.ofAny(call.selector());
        if (ofTokens.isPresent() && token.isPresent()) {
            throw notUnderstood("data calls %s, and the policy says that %s is an %s token, which has no such function"
                    .formatted(
                            ofTokens.get().function().getCanonicalSignature(),
                            token.get().symbol(),
                            token.get().asset().namespace()));
        }
        if (ofTokens.isPresent()) {
            return TokenCall.read(ofTokens.get(), call, Optional.empty());
        }
        var pinned = PinnedCall.of(call);
        if (pinned.isPresent()) {
            return PinnedCall.read(pinned.get(), call);
        }
        throw notUnderstood(
                "data calls 0x%s on %s, which is not known here; the policy's calls name what else is signed"
                        .formatted(call.selector().hex(), call.contract().address()));
    }

    private static Refused notUnderstood(String words) {
        return DecodingRule.KNOWN_CALL.broken(words);
    }
}
