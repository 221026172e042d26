package dev.countersign.signer.model;

import java.math.BigInteger;

/// How far every limit is tightened: to so many percent of what the policy says, rounded down.
///
/// @param percent 1 to 100; 100 is no brake
public record Brake(int percent) {

    /// Limits are as the policy says.
    public static final Brake NONE = new Brake(100);

    /// What a braked limit's refusal tells the percentage by.
    public static final String METADATA = "brake_percent";

    private static final BigInteger HUNDRED = BigInteger.valueOf(100);

    public Brake {
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException("a brake of " + percent + "%; expected 1 to 100");
        }
    }

    /// What is left of a limit: base units, or signatures.
    public BigInteger of(BigInteger max) {
        return max.multiply(BigInteger.valueOf(percent)).divide(HUNDRED);
    }

    /// A limit's refusal that says why the limit is not the policy's.
    public Refusal tell(Refusal refusal) {
        return percent == 100
                ? refusal
                : refusal.saying(refusal.message() + "; operators have braked all limits to " + percent + "%")
                        .with(METADATA, Integer.toString(percent));
    }
}
