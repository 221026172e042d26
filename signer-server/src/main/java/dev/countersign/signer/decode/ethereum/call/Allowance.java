package dev.countersign.signer.decode.ethereum.call;

import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.ethereum.Endless;
import dev.countersign.signer.decode.ethereum.call.TokenFunction.Told;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;

/// An allowance is a withdrawal that another makes later: it moves its whole amount to the spender. One of zero only
/// takes back. One without end is refused, whatever the limits say.
final class Allowance {

    private Allowance() {}

    /// @param units base units
    /// @throws Refused ALLOWANCE_UNLIMITED
    static Told of(BigInteger units, Account owner, Account spender) throws Refused {
        if (units.signum() == 0) {
            return new Told.Revokes();
        }
        if (Endless.is(units)) {
            throw DecodingRule.ALLOWANCE_BOUNDED.broken("data allows " + spender.address() + " to take " + units
                    + " base units, which is without end; allow the amount that is needed");
        }
        return new Told.Moves(Action.APPROVE, units, owner, spender);
    }

    /// True for the zero address.
    static boolean isNobody(Account account) {
        return new BigInteger(account.address().substring(2), 16).signum() == 0;
    }
}
