package dev.countersign.signer.ledger.check;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.Limit;
import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.ledger.window.Standing;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.policy.Approved;
import dev.countersign.signer.policy.Meter.Period;
import dev.countersign.signer.policy.Meter.Quantity;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;

/// How a limit over several requests that an approval would exceed is told.
public final class LimitRefusal {

    private final Approved approved;
    private final Standing standing;

    private LimitRefusal(Approved approved, Standing standing) {
        this.approved = approved;
        this.standing = standing;
    }

    /// LIMIT_EXCEEDED, or PRICE_UNAVAILABLE for what has no price, with all that docs/errors.md lists.
    ///
    /// @param standing one that is exceeded, of a limit of the approval
    public static Refusal of(Approved approved, Standing standing) {
        return new LimitRefusal(approved, standing).refusal();
    }

    private Refusal refusal() {
        var limit = standing.limit();
        var meter = limit.meter();
        if (meter.quantity() instanceof Quantity.Unpriced(var currency)) {
            return timed(Refusal.of(
                            Reason.PRICE_UNAVAILABLE,
                            "limit " + limit.limitId() + of(meter.scope()) + " counts " + currency.code()
                                    + period() + ", and for "
                                    + standing.used().add(standing.requested()) + " of the charges that it counts"
                                    + " there is no price; the policy's reference can list their assets")
                    .with("limit_id", limit.limitId())
                    .with("currency", currency.code()));
        }
        var refusal = Refusal.of(
                        Reason.LIMIT_EXCEEDED, "limit " + limit.limitId() + of(meter.scope()) + " allows " + words())
                .with("limit_id", limit.limitId())
                .with("scope", meter.scope().word())
                .with("max", limit.max().toString())
                .with("used", standing.used().toString())
                .with("requested", standing.requested().toString())
                .with("remaining", standing.remaining().toString());
        refusal = switch (meter.period()) {
            case Period.Window(var length) -> refusal.with("window_seconds", Long.toString(length.toSeconds()));
            case Period.Outstanding _ -> refusal.with("outstanding", "true");
        };
        if (meter.quantity() instanceof Quantity.Units(var asset)) {
            refusal = refusal.with("asset", asset.caip19()); // what `max` is in; signatures are no units of an asset
        }
        if (meter.quantity() instanceof Quantity.Worth(var currency)) {
            refusal = refusal.with("currency", currency.code()).with("decimals", Integer.toString(currency.decimals()));
        }
        if (meter.destination().isPresent()) {
            refusal = refusal.with("destination", meter.destination().get().caip10());
        }
        return timed(refusal);
    }

    /// With the time until it would be allowed, if waiting helps.
    private Refusal timed(Refusal refusal) {
        if (standing.freeInMillis().isEmpty()) {
            return refusal;
        }
        var freeIn = Duration.ofMillis(standing.freeInMillis().getAsLong());
        return refusal.with("retry_after_seconds", Long.toString(freeIn.toSeconds() + 1));
    }

    /// What it allows, and where it stands.
    private String words() {
        var limit = standing.limit();
        var meter = limit.meter();
        var to = meter.destination().map(destination -> " to " + destination).orElse("");
        return switch (meter.quantity()) {
            case Quantity.Units(var id) -> {
                var asset = definition(id);
                yield coins(limit.max(), asset) + period() + "; " + coins(standing.used(), asset) + counted(true) + to
                        + ", this request needs " + coins(standing.requested(), asset) + remedy();
            }
            case Quantity.Worth(var currency) ->
                currency.words(limit.max()) + period() + "; " + currency.words(standing.used()) + " are charged" + to
                        + ", this request needs " + currency.words(standing.requested());
            case Quantity.Unpriced _ -> throw new IllegalStateException("told apart before");
            case Quantity.Signatures(var charging) ->
                limit.max() + (limit.max().equals(BigInteger.ONE) ? " signature" : " signatures")
                        + charging.map(asset -> " charging " + definition(asset).symbol())
                                .orElse("")
                        + period() + "; " + standing.used()
                        + (standing.used().equals(BigInteger.ONE) ? " is" : " are") + counted(false) + to + remedy();
        };
    }

    private String period() {
        var meter = standing.limit().meter();
        return (meter.destination().isPresent() ? " to one destination" : "")
                + switch (meter.period()) {
                    case Period.Window(var length) -> " in any " + Limit.words(length);
                    case Period.Outstanding _ -> " in signatures that can still be used";
                };
    }

    private String counted(boolean amount) {
        return switch (standing.limit().meter().period()) {
            case Period.Window _ -> amount ? " are charged" : " counted";
            case Period.Outstanding _ -> amount ? " of signatures are outstanding" : " outstanding";
        };
    }

    private String remedy() {
        return switch (standing.limit().meter().period()) {
            case Period.Window _ -> "";
            case Period.Outstanding _ -> "; wait until some are mined and observed, or expire";
        };
    }

    private AssetDefinition definition(Asset asset) {
        return approved.grant().key().assets().values().stream()
                .filter(definition -> definition.asset().equals(asset))
                .findFirst()
                .orElse(new AssetDefinition("base units", asset, 0));
    }

    /// Whose limit it is; that of a Safe, a group or the deployment says so in its own name.
    private String of(Scope scope) {
        var shared = scope == Scope.GROUP || scope == Scope.ALL;
        return shared || approved.transaction().safe().isPresent()
                ? ""
                : " of key " + approved.grant().key().id();
    }

    private static String coins(BigInteger units, AssetDefinition asset) {
        return new BigDecimal(units, asset.decimals()).stripTrailingZeros().toPlainString() + " " + asset.symbol();
    }
}
