package dev.countersign.signer.decode.ethereum.call;

import com.esaulpaugh.headlong.abi.Function;
import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.util.Optional;

/// The chain's coin turned into a token and back (WETH9): what goes in comes out on the same account, but both are
/// charged, since the contract holds it meanwhile.
final class WrappedCoin {

    private static final Function DEPOSIT = Function.parse("deposit()");
    private static final Function WITHDRAW = Function.parse("withdraw(uint256)");

    private WrappedCoin() {}

    /// Empty if the call is of another function.
    ///
    /// @throws Refused CALLDATA_MALFORMED, VALUE_ON_TOKEN_CALL or ZERO_AMOUNT
    static Optional<Reading> read(Call call, AssetDefinition token) throws Refused {
        if (call.selector().equals(Bytes.of(DEPOSIT.selector()))) {
            Arguments.of(DEPOSIT, call);
            return Optional.of(moves(call, call.key().feeAsset().asset(), call.value()));
        }
        if (call.selector().equals(Bytes.of(WITHDRAW.selector()))) {
            var arguments = Arguments.of(WITHDRAW, call);
            Values.requireZero(call, WITHDRAW);
            return Optional.of(moves(call, token.asset(), arguments.number(0)));
        }
        return Optional.empty();
    }

    private static Reading moves(Call call, Asset asset, BigInteger units) throws Refused {
        if (units.signum() == 0) {
            throw DecodingRule.SOMETHING_MOVES.broken("nothing would be wrapped or unwrapped; name an amount");
        }
        return Reading.of(new Movement(Action.WRAP, new Amount(asset, units), call.sender(), call.contract()));
    }
}
