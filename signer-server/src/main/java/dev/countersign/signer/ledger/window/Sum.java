package dev.countersign.signer.ledger.window;

import dev.countersign.signer.policy.Meter.Period;
import java.math.BigInteger;
import java.util.List;
import java.util.OptionalLong;

/// What counts on one meter now. Times are ledger time in milliseconds and must not run back.
sealed interface Sum permits WindowSum, OutstandingSum {

    /// An empty one.
    static Sum of(Period period, long nowMillis) {
        return switch (period) {
            case Period.Window(var length) -> new WindowSum(length, nowMillis);
            case Period.Outstanding() -> new OutstandingSum(nowMillis);
        };
    }

    /// Lets go of what does not count any more.
    void advance(long nowMillis);

    void add(Counted counted);

    /// Takes out what [#add] put in; nothing if it has aged out meanwhile.
    void remove(Counted counted);

    BigInteger used();

    /// What of `counted` is in the sum, or would be.
    BigInteger share(Counted counted);

    /// Milliseconds until `needed` units will have aged out, those of `except` not counted; empty if
    /// waiting alone frees less.
    OptionalLong millisUntilFree(BigInteger needed, List<Counted> except, long nowMillis);
}
