package dev.countersign.signer.decode;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.condition.Facts;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;

/// What a condition of a rule may ask about one effect of a transaction.
public final class Situation {

    private Situation() {}

    /// All that there is to ask.
    ///
    /// @param effect one of the transaction's
    /// @param now ledger time
    public static Facts facts(Grant grant, Transaction transaction, Effect effect, Instant now) {
        var own = grant.key().account();
        var effects = transaction.effects();
        var asked = new Facts.Asked(
                own,
                transaction.safe().orElse(own),
                grant.client(),
                now,
                fee(transaction),
                effects.stream().map(each -> each.action().permission()).toList(),
                effects.stream().flatMap(each -> to(each).stream()).toList());
        return new Facts(asked, effect.action().permission(), to(effect), moved(transaction, effect));
    }

    /// On Bitcoin all of it, as its caps understand it: a part may be others'.
    private static Amount fee(Transaction transaction) {
        var bound = transaction.feeBound();
        var units = transaction.networkFee().map(NetworkFee::whole).orElse(bound.units());
        return new Amount(bound.asset(), units);
    }

    private static Optional<Account> to(Effect effect) {
        return switch (effect) {
            case Movement movement -> Optional.of(movement.to());
            case Deed deed -> deed.target();
        };
    }

    private static Optional<Facts.Moved> moved(Transaction transaction, Effect effect) {
        return switch (effect) {
            case Movement movement ->
                Optional.of(new Facts.Moved(movement.amount(), movement.from(), total(transaction, movement)));
            case Deed _ -> Optional.empty();
        };
    }

    private static Amount total(Transaction transaction, Movement of) {
        var asset = of.amount().asset();
        var units = transaction.movements().stream()
                .map(Movement::amount)
                .filter(amount -> amount.asset().equals(asset))
                .map(Amount::units)
                .reduce(BigInteger.ZERO, BigInteger::add);
        return new Amount(asset, units);
    }
}
