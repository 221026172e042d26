package dev.countersign.signer.decode.ethereum.call;

import com.esaulpaugh.headlong.abi.Function;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import java.util.Optional;

/// The chain's coin on a call that does not take it: the contract would keep it.
final class Values {

    private Values() {}

    static Optional<Refusal> unlessZero(Call call, Function function) {
        return call.value().signum() == 0
                ? Optional.empty()
                : Optional.of(DecodingRule.NO_STRAY_VALUE.refusal(
                        "value",
                        "is %s where %s is called; the contract would keep it: set value to 0"
                                .formatted(call.value(), function.getCanonicalSignature())));
    }

    /// @throws Refused VALUE_ON_TOKEN_CALL
    static void requireZero(Call call, Function function) throws Refused {
        var refusal = unlessZero(call, function);
        if (refusal.isPresent()) {
            throw new Refused(refusal.get());
        }
    }
}
