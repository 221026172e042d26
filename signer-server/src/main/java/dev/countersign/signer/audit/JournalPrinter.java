package dev.countersign.signer.audit;

import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.journal.Intent;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.model.ChainSlot.Spent;
import dev.countersign.signer.model.Refusal;
import java.util.List;
import java.util.stream.Collectors;

/// The journal for a person who reads along.
public final class JournalPrinter {

    private JournalPrinter() {}

    /// One line: index, time, kind, client, key, what and how much, in base units. What clients wrote is
    /// escaped to printable ASCII, so that no entry can forge another line or command a terminal.
    public static String describe(long index, JournalEntry entry) {
        return printable("%6d  %s  %s".formatted(index, entry.at(), what(entry)));
    }

    /// The same for an entry that no server of this version wrote.
    public static String unreadable(long index, String why) {
        return printable("%6d  cannot be read: %s; `countersign journal verify` tells more".formatted(index, why));
    }

    /// What an intent does, as the line of its entry has it.
    public static String words(Intent intent) {
        return printable(intent(intent));
    }

    private static String what(JournalEntry entry) {
        return switch (entry) {
            case JournalEntry.OfLedger ofLedger -> ofLedger(ofLedger);
            case JournalEntry.OfPolicy ofPolicy -> ofPolicy(ofPolicy);
            case JournalEntry.OfLever ofLever -> ofLever(ofLever);
            case JournalEntry.OfPrices ofPrices -> ofPrices(ofPrices);
            case JournalEntry.Observed observed ->
                "observed  " + observed.chain() + " at block " + observed.block() + " by "
                        + String.join(", ", observed.observers()) + ": "
                        + observed.spent().stream().map(Spent::text).collect(Collectors.joining(", "));
            case JournalEntry.Reserved reserved ->
                "reserved  " + reserved.client() + " " + reserved.keyId() + " "
                        + reserved.requestId() + (reserved.attempt() > 1 ? " attempt " + reserved.attempt() : "") + ": "
                        + intent(reserved.intent()) + " by rule " + String.join(", ", reserved.ruleIds())
                        + purpose(reserved.purpose());
            case JournalEntry.Settled settled ->
                "settled   " + settled.client() + " " + settled.requestId() + ": signed " + settled.transactionId()
                        + ", reserved by entry " + settled.reservedIndex();
            case JournalEntry.Released released ->
                "released  " + released.client() + " " + released.requestId() + ": entry " + released.reservedIndex()
                        + " given back, " + released.why();
            case JournalEntry.ReleasedByOrder released ->
                "released  " + released.client() + " " + released.requestId() + ": entry " + released.reservedIndex()
                        + " given back by order of " + String.join(", ", released.officers());
            case JournalEntry.Refused refused ->
                "refused   " + refused.client() + " " + refused.keyId() + " "
                        + refused.requestId() + ": "
                        + refused.intent().map(JournalPrinter::intent).orElse("not decoded")
                        + " because "
                        + refused.refusals().stream()
                                .map(JournalPrinter::refusal)
                                .collect(Collectors.joining("; ")) + purpose(refused.purpose());
            case JournalEntry.RefusalsOmitted omitted ->
                "omitted   " + omitted.client() + ": " + omitted.count() + " more refusals";
        };
    }

    private static String ofLedger(JournalEntry.OfLedger entry) {
        return switch (entry) {
            case JournalEntry.Created created ->
                "created   ledger " + created.ledgerId() + " of " + created.deployment();
            case JournalEntry.Started started ->
                "started   version " + started.serverVersion() + " after "
                        + started.downtime().toMillis() + " ms";
            case JournalEntry.Resumed resumed ->
                "resumed   after a loss: "
                        + (resumed.remembered() == 0
                                ? "there was no anchor"
                                : "the anchor remembered " + resumed.remembered() + " entries")
                        + ", by "
                        + whom(resumed.officers(), resumed.reason());
            case JournalEntry.Archived archived ->
                "archived  entries " + archived.first() + " to "
                        + (archived.head().size() - 1) + " in a file with digest " + archived.digest();
        };
    }

    /// Officers who ordered it; without officers, whoever did it where the server was stopped.
    private static String whom(List<String> officers, String reason) {
        return officers.isEmpty() ? "hand because \"" + reason + "\"" : "order of " + String.join(", ", officers);
    }

    private static String ofLever(JournalEntry.OfLever entry) {
        return switch (entry) {
            case JournalEntry.Tightened tightened ->
                "tightened " + tightened.lever().text() + " by " + tightened.operator() + " because \""
                        + tightened.reason() + "\"";
            case JournalEntry.Loosened loosened ->
                "loosened  " + loosened.lever().text() + ", entry " + loosened.leverIndex() + ", by "
                        + whom(loosened.officers(), loosened.reason());
        };
    }

    private static String ofPolicy(JournalEntry.OfPolicy entry) {
        return switch (entry) {
            case JournalEntry.PolicyActivated activated ->
                "policy    version " + activated.version() + " digest " + activated.digest();
            case JournalEntry.PolicyAccepted accepted ->
                "accepted  policy version " + accepted.version() + " digest " + accepted.digest() + " signed by "
                        + String.join(", ", accepted.officers()) + ", decides from " + accepted.effective();
            case JournalEntry.PolicyVetoed vetoed ->
                "vetoed    policy version " + vetoed.version() + " digest " + vetoed.digest() + " by "
                        + String.join(", ", vetoed.officers());
            case JournalEntry.PolicyOvertaken overtaken ->
                "overtaken policy version " + overtaken.version() + " digest " + overtaken.digest();
            case JournalEntry.PolicyRefused refused ->
                "refused   policy or order with digest " + refused.digest() + " from " + refused.by() + " because "
                        + refusal(refused.refusal());
        };
    }

    private static String ofPrices(JournalEntry.OfPrices entry) {
        return switch (entry) {
            case JournalEntry.PricesAccepted accepted ->
                "prices    version " + accepted.version() + " digest " + accepted.digest() + " signed by "
                        + String.join(", ", accepted.signers()) + ", from " + accepted.by() + ": "
                        + accepted.prices().entrySet().stream()
                                .map(priced -> priced.getKey() + " "
                                        + priced.getValue().text() + " "
                                        + accepted.currency().code())
                                .sorted()
                                .collect(Collectors.joining(", "));
            case JournalEntry.PricesRefused refused ->
                "refused   price table with digest " + refused.digest() + " from " + refused.by() + " because "
                        + refusal(refused.refusal());
        };
    }

    private static String intent(Intent intent) {
        var movements =
                intent.movements().stream().map(JournalPrinter::movement).collect(Collectors.joining(", "));
        var slots = intent.slots().stream().map(Slot::id).collect(Collectors.joining(", "));
        return intent.kind() + (movements.isEmpty() ? "" : " " + movements) + ", fee at most " + intent.feeBound()
                + (slots.isEmpty() ? "" : ", on " + slots);
    }

    private static String movement(Movement movement) {
        return movement.amount() + " to " + movement.to().address();
    }

    private static String refusal(Refusal refusal) {
        return refusal.reason() + " (" + refusal.message() + ")";
    }

    private static String purpose(String purpose) {
        return purpose.isEmpty() ? "" : ", purpose \"" + purpose + "\"";
    }

    /// `text` with everything but printable ASCII escaped.
    public static String printable(String text) {
        var line = new StringBuilder();
        text.chars().forEach(character -> {
            if (character >= 0x20 && character < 0x7f) {
                line.append((char) character);
            } else {
                line.append("\\u%04x".formatted(character));
            }
        });
        return line.toString();
    }
}
