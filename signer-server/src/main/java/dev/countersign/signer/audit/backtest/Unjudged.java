package dev.countersign.signer.audit.backtest;

import dev.countersign.signer.model.Brake;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import java.util.List;
import java.util.Optional;

/// Why it cannot be said what a policy would have decided.
public enum Unjudged {
    NOT_DECODED("refused before it was decoded; payloads of what is refused are not recorded"),
    NOT_UNDERSTOOD("not understood then; whether it would be now depends on the payload, which is not recorded"),
    NOT_BY_POLICY("refused for what no rule, fee or limit decides: nonces and outputs taken, keys, levers, HSM, time"),
    OMITTED("refused at a rate of which only the number is recorded"),
    ANOTHER_KEY("the policy gives the key's name to another key or chain"),
    SAFE_UNKNOWN("of a Safe that the policy's rules for the key do not name"),
    BITCOIN_FEE("of a Bitcoin fee that only the payload tells enough of"),
    NO_PRICE("bounded by a limit in a currency that the record has no price in for it");

    private final String words;

    Unjudged(String words) {
        this.words = words;
    }

    /// The same for people.
    public String words() {
        return words;
    }

    /// Why a refusal for `refusals` says nothing about a policy; empty if rules, fees and limits decided it.
    static Optional<Unjudged> of(List<Refusal> refusals) {
        var why = Optional.<Unjudged>empty();
        for (var refusal : refusals) {
            // a limit that operators had braked is not the policy's
            var other =
                    refusal.metadata().containsKey(Brake.METADATA) ? Optional.of(NOT_BY_POLICY) : of(refusal.reason());
            if (other.equals(Optional.of(NOT_UNDERSTOOD)) || why.isEmpty()) {
                why = other; // what was not understood was not wholly recorded either: that weighs more
            }
        }
        return why;
    }

    private static Optional<Unjudged> of(Reason reason) {
        return switch (reason) {
            case DENIED_BY_RULE,
                    NO_RULE_ALLOWS,
                    DESTINATION_NOT_ALLOWED,
                    COOLING_OFF,
                    OUTSIDE_HOURS,
                    CONDITION_NOT_MET,
                    FEE_TOO_HIGH,
                    LIMIT_EXCEEDED,
                    PRICE_UNAVAILABLE -> Optional.empty();
            case REQUEST_ID_REUSED,
                    NONCE_OUT_OF_ORDER,
                    NONCE_ALREADY_SIGNED,
                    OUTPOINT_ALREADY_SIGNED,
                    RATE_EXCEEDED,
                    KEY_DISABLED,
                    KEY_FROZEN,
                    CLIENT_REVOKED,
                    FROZEN,
                    POLICY_CHANGED,
                    HSM_UNAVAILABLE,
                    LEDGER_UNAVAILABLE,
                    OVERLOADED,
                    DEADLINE_EXCEEDED,
                    INVARIANT_BROKEN -> Optional.of(NOT_BY_POLICY);
            default -> Optional.of(NOT_UNDERSTOOD); // a reason of tomorrow, too: nothing is guessed of it
        };
    }
}
