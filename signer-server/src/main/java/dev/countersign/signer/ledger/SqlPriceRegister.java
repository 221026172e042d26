package dev.countersign.signer.ledger;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.governance.prices.EndorsedPrices;
import dev.countersign.signer.governance.prices.PriceDesk;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.ledger.check.Books;
import dev.countersign.signer.ledger.prices.PriceStanding;
import dev.countersign.signer.ledger.store.GroupCommit;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;

/// The register in the ledger's database. Each method is one piece of work of the committing thread, so that every
/// charge is valued by the table before, or by the one after.
final class SqlPriceRegister implements PriceRegister {

    private final Books books;
    private final LedgerClock clock;
    private final GroupCommit commit;

    SqlPriceRegister(Books books, LedgerClock clock, GroupCommit commit) {
        this.books = books;
        this.clock = clock;
        this.commit = commit;
    }

    @Override
    public PriceStanding standing(PolicyBundle policy) throws Refused {
        return commit.submit(() -> {
            if (!books.policies().decides(policy.digest())) {
                throw new Refused(Reason.POLICY_CHANGED, "another policy decides by now; ask again");
            }
            return books.prices().under(policy);
        });
    }

    @Override
    public PriceStanding accept(EndorsedPrices prices, String by) throws Refused {
        return commit.submit(() -> {
            var at = clock.now();
            if (!books.policies().decides(prices.policy())) {
                throw new Refused(
                        Reason.PRICES_REFUSED,
                        "another policy decides by now than the one that this was judged by; hand it in again");
            }
            var reference = prices.reference();
            PriceDesk.requireStep(prices, books.prices().last(reference), at);
            books.journal()
                    .append(new JournalEntry.PricesAccepted(
                            at,
                            prices.signed().table().version(),
                            prices.signed().digest(),
                            by,
                            prices.signers(),
                            reference.currency(),
                            prices.prices()));
            return books.prices().takeIn(prices, at);
        });
    }

    @Override
    public void refused(String by, Digest32 digest, Refusal refusal) throws Refused {
        commit.submit(() -> books.journal().append(new JournalEntry.PricesRefused(clock.now(), by, digest, refusal)));
    }
}
