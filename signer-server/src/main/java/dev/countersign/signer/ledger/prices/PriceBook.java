package dev.countersign.signer.ledger.prices;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.Reference;
import dev.countersign.signer.governance.prices.EndorsedPrices;
import dev.countersign.signer.governance.prices.PriceDesk;
import dev.countersign.signer.governance.prices.PriceDesk.Earlier;
import dev.countersign.signer.governance.prices.PriceTable;
import dev.countersign.signer.governance.prices.Prices;
import dev.countersign.signer.governance.prices.SignedPrices;
import dev.countersign.signer.ledger.window.Windows;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Price;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.yaml.YamlInvalid;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// The newest price table, as far as it holds under the policy that decides. What lies in the database is no authority:
/// after a start, and whenever another policy decides, the table is held against that policy again, with its
/// signatures, and is no price if it does not hold. Used by the committing thread alone, but for [#glance].
public final class PriceBook {

    /// @param policy the digest of the policy under which it stands so
    private record Judged(Optional<Digest32> policy, PriceStanding standing) {}

    private static final Judged NOTHING = new Judged(Optional.empty(), PriceStanding.without(Optional.empty(), ""));

    private final PriceRows rows;
    private final PriceDesk desk;
    private final Windows windows;
    private volatile Judged judged = NOTHING;

    /// @param windows told of every change
    public PriceBook(PriceRows rows, PriceDesk desk, Windows windows) {
        this.rows = rows;
        this.desk = desk;
        this.windows = windows;
    }

    /// What is known of prices under the policy that decides.
    public PriceStanding under(PolicyBundle policy) throws SQLException {
        if (!judged.policy().equals(Optional.of(policy.digest()))) {
            become(policy.digest(), judge(policy, rows.newest()));
        }
        return judged.standing();
    }

    /// The same from any thread, which may have changed when it counts; empty if nobody asked yet.
    public Optional<PriceStanding> glance(PolicyBundle policy) {
        var now = judged;
        return now.policy().equals(Optional.of(policy.digest())) ? Optional.of(now.standing()) : Optional.empty();
    }

    /// What a table must follow; its prices, as far as they are of the same currency.
    public Optional<Earlier> last(Reference reference) throws SQLException {
        return rows.newest().map(newest -> new Earlier(newest.version(), newest.takenIn(), prices(newest, reference)));
    }

    /// Takes a table in, which is the one to charge by from here on.
    public PriceStanding takeIn(EndorsedPrices prices, Instant at) throws SQLException {
        rows.insert(prices, at);
        become(prices.policy(), new PriceStanding(rows.newest(), Optional.of(prices(prices, at)), ""));
        return judged.standing();
    }

    /// Forgets what was read: another node may have taken a table in.
    public void forget() {
        judged = NOTHING;
    }

    private void become(Digest32 policy, PriceStanding standing) {
        judged = new Judged(Optional.of(policy), standing);
        windows.price(standing.prices());
    }

    private PriceStanding judge(PolicyBundle policy, Optional<StoredPrices> newest) {
        if (policy.reference().isEmpty()) {
            return PriceStanding.without(newest, "the policy has no reference");
        }
        if (newest.isEmpty()) {
            return PriceStanding.without(newest, "no price table was taken in yet");
        }
        var stored = newest.get();
        try {
            var endorsed = desk.endorse(policy, SignedPrices.read(stored.content(), stored.signatures()));
            requireStored(endorsed, stored);
            return new PriceStanding(newest, Optional.of(prices(endorsed, stored.takenIn())), "");
        } catch (Refused refused) {
            var words = "price table version " + stored.version() + ", taken in at " + stored.takenIn()
                    + ", does not hold under the policy that decides: " + refused.getMessage();
            return PriceStanding.without(newest, words);
        }
    }

    private static void requireStored(EndorsedPrices endorsed, StoredPrices stored) throws Refused {
        if (endorsed.signed().table().version() != stored.version()) {
            throw new Refused(Reason.PRICES_REFUSED, "the ledger keeps it as another version than it is");
        }
        if (!StoredPrices.terms(endorsed.reference()).equals(stored.terms())) {
            throw new Refused(
                    Reason.PRICES_REFUSED, "it was taken in for other assets or decimals than the policy has now");
        }
    }

    private static Prices prices(EndorsedPrices endorsed, Instant takenIn) {
        var reference = endorsed.reference();
        var version = endorsed.signed().table().version();
        return new Prices(version, reference.currency(), takenIn, reference.maxAge(), endorsed.prices());
    }

    /// Of what lies in the ledger only the prices are asked: from them the next may go a step. If they cannot be read,
    /// that step is measured from the policy's own.
    private static Map<Asset, Price> prices(StoredPrices stored, Reference reference) {
        try {
            return PriceTable.parse("prices.yaml", stored.content()).pricesIn(reference);
        } catch (YamlInvalid damaged) {
            return Map.of();
        }
    }
}
