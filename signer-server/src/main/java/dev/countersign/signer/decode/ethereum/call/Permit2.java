package dev.countersign.signer.decode.ethereum.call;

import com.esaulpaugh.headlong.abi.Function;
import dev.countersign.signer.bundle.typed.TokenTypes;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.ethereum.Endless;
import dev.countersign.signer.decode.ethereum.call.TokenFunction.Told;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.time.Instant;
import java.util.Optional;

/// Uniswap's Permit2 (AllowanceTransfer): an allowance of an ERC-20 token, for a time, to a spender who takes it
/// through Permit2.
final class Permit2 {

    private static final Function APPROVE = Function.parse("approve(address,address,uint160,uint48)");

    private Permit2() {}

    static boolean is(Call call) {
        return call.contract().address().equals(TokenTypes.PERMIT2_CONTRACT)
                && call.selector().equals(Bytes.of(APPROVE.selector()));
    }

    /// @throws Refused CALLDATA_MALFORMED, VALUE_ON_TOKEN_CALL, ASSET_UNKNOWN or ALLOWANCE_UNLIMITED
    static Reading read(Call call) throws Refused {
        var arguments = Arguments.of(APPROVE, call);
        Values.requireZero(call, APPROVE);
        var token = call.token(arguments.account(0))
                .filter(definition -> definition.asset().namespace().equals("erc20"));
        if (token.isEmpty()) {
            throw DecodingRule.ASSET_BY_CONTRACT.broken(
                    "data allows a spender to take tokens of %s, and the policy names no erc20 token of that contract"
                            .formatted(arguments.account(0).address()));
        }
        var told = Allowance.of(arguments.number(2), call.sender(), arguments.account(1));
        var expiry = arguments.number(3);
        if (told instanceof Told.Moves && expiry.compareTo(Endless.LAST_SECOND) > 0) { // callers write 2^48-1
            throw DecodingRule.ALLOWANCE_BOUNDED.broken(
                    "the allowance never expires (expiration %s); name a time".formatted(expiry));
        }
        var reading = TokenCall.reading(told, call, token.get());
        return told instanceof Told.Moves
                ? new Reading(
                        reading.effects(),
                        reading.unknown(),
                        Optional.of(Instant.ofEpochSecond(expiry.longValueExact())))
                : reading;
    }
}
