package dev.countersign.signer.ledger.check;

import dev.countersign.signer.governance.prices.PriceDesk;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.ledger.chain.LivingTable;
import dev.countersign.signer.ledger.chain.ObservedTable;
import dev.countersign.signer.ledger.lever.LeverTable;
import dev.countersign.signer.ledger.prices.PriceBook;
import dev.countersign.signer.ledger.prices.PriceRows;
import dev.countersign.signer.ledger.sql.Sql;
import dev.countersign.signer.ledger.store.Charges;
import dev.countersign.signer.ledger.store.Foreseen;
import dev.countersign.signer.ledger.store.JournalTable;
import dev.countersign.signer.ledger.store.LedgerRow;
import dev.countersign.signer.ledger.store.Pace;
import dev.countersign.signer.ledger.store.PolicyTable;
import dev.countersign.signer.ledger.store.RequestTable;
import dev.countersign.signer.ledger.store.SlotTable;
import dev.countersign.signer.ledger.window.Change;
import dev.countersign.signer.ledger.window.Family;
import dev.countersign.signer.ledger.window.Windows;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.policy.Meter;
import dev.countersign.signer.policy.Meter.Period;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// Everything that the committing thread keeps: the tables, and the windows over them.
public record Books(
        Sql sql,
        PolicyTable policies,
        LeverTable levers,
        JournalTable journal,
        RequestTable requests,
        Charges charges,
        SlotTable slots,
        LivingTable living,
        ObservedTable observed,
        Windows windows,
        PriceBook prices,
        Pace pace) {

    /// Those over an open database.
    ///
    /// @param deployment of this installation
    public static Books of(
            Sql sql,
            PolicyTable policies,
            LeverTable levers,
            JournalTable journal,
            Windows windows,
            String deployment,
            Pace pace) {
        return new Books(
                sql,
                policies,
                levers,
                journal,
                new RequestTable(sql),
                new Charges(sql),
                new SlotTable(sql),
                new LivingTable(sql),
                new ObservedTable(sql),
                windows,
                new PriceBook(new PriceRows(sql), new PriceDesk(deployment), windows),
                pace);
    }

    /// Counts `after` in the place of `before`, as it was written to the tables.
    public void move(long family, Family before, Family after, Instant now) {
        charges.became(family, after);
        windows.move(new Change(before, after), now);
    }

    /// Has a policy decide from now on. Its windows are rebuilt from the charges.
    public void activate(long version, Digest32 digest, Instant at) throws SQLException {
        journal.append(new JournalEntry.PolicyActivated(at, version, digest));
        policies.activate(version, digest);
        windows.clear();
    }

    /// Takes note of nothing that was written lately: what is next asked for is read.
    public void forgetRecent() throws SQLException {
        requests.forget();
        requests.nextId(); // now, so that what others insert after this is known as new
        slots.forget();
        charges.forget();
    }

    /// Reads what a group will ask for, which holds while it has its turn.
    public void foresee(Foreseen foreseen) throws SQLException {
        sql.ask(Stream.of(requests.foresee(foreseen), slots.foresee(foreseen), observed.foresee(foreseen))
                .flatMap(List::stream)
                .toList());
    }

    /// Takes everything in memory anew from the tables, as a ledger's row says that they are.
    public void restart(LedgerRow row) throws SQLException {
        journal.restart(row);
        policies.follow(row);
        levers.follow();
        prices.forget();
        forgetRecent();
        windows.clear();
    }

    /// Forgets what is in memory of charges: it is counted anew from the tables.
    public void countAnew() {
        charges.forget();
        windows.clear();
    }

    /// Makes sure that `meter` is counted, from the stored charges if it is new.
    public void open(Meter meter, Instant now) throws SQLException {
        if (!windows.knows(meter)) {
            switch (meter.period()) {
                case Period.Window(var length) ->
                    windows.open(meter, told -> charges.families(meter, Windows.earliest(length, now), told), now);
                case Period.Outstanding _ -> windows.open(meter, told -> charges.outstanding(meter, now, told), now);
            }
        }
    }
}
