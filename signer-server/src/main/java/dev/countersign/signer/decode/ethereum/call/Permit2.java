package dev.countersign.signer.decode.ethereum.call;

import com.esaulpaugh.headlong.abi.Function;
import dev.countersign.signer.decode.ethereum.call.TokenFunction.Told;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;

/// Uniswap's Permit2 (AllowanceTransfer): an allowance of an ERC-20 token, for a time, to a spender who takes it
/// through Permit2.
final class Permit2 {

    /// The same on every chain, since it is derived from the code (CREATE2).
    private static final String CONTRACT = "0x000000000022d473030f116ddee9f6b43ac78ba3";

    private static final Function APPROVE = Function.parse("approve(address,address,uint160,uint48)");

    /// The end of the year 9999. Callers write 2^48-1 for "for ever".
    private static final BigInteger LAST_SECOND = BigInteger.valueOf(253_402_300_799L);

    private Permit2() {}

    static boolean is(Call call) {
        return call.contract().address().equals(CONTRACT) && call.selector().equals(Bytes.of(APPROVE.selector()));
    }

    /// @throws Refused CALLDATA_MALFORMED, VALUE_ON_TOKEN_CALL, ASSET_UNKNOWN or ALLOWANCE_UNLIMITED
    static Reading read(Call call) throws Refused {
        var arguments = Arguments.of(APPROVE, call);
        Values.requireZero(call, APPROVE);
        var token = call.token(arguments.account(0))
                .filter(definition -> definition.asset().namespace().equals("erc20"));
        if (token.isEmpty()) {
            throw new Refused(
                    Reason.ASSET_UNKNOWN,
                    "data allows a spender to take tokens of %s, and the policy names no erc20 token of that contract"
                            .formatted(arguments.account(0).address()));
        }
        var told = Allowance.of(arguments.number(2), call.sender(), arguments.account(1));
        var expiry = arguments.number(3);
        if (told instanceof Told.Moves && expiry.compareTo(LAST_SECOND) > 0) {
            throw new Refused(
                    Reason.ALLOWANCE_UNLIMITED,
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
