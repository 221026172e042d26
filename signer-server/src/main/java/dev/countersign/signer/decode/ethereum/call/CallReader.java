package dev.countersign.signer.decode.ethereum.call;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.model.Refused;
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

    private static Reading understood(Call call) throws Refused {
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
