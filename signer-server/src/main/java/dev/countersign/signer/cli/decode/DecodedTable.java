package dev.countersign.signer.cli.decode;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.decode.Effect;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Refusal;
import java.util.Optional;
import java.util.TreeMap;

/// A decoded payload for people: a line for each thing that it does.
final class DecodedTable {

    private final StringBuilder text = new StringBuilder();
    private final Wording wording;

    private DecodedTable(Wording wording) {
        this.wording = wording;
    }

    static String of(Decoded decoded) {
        var table = new DecodedTable(decoded.wording());
        decoded.transaction().ifPresent(table::tell);
        decoded.refusals().forEach(table::tell);
        return table.text.toString();
    }

    private void tell(Transaction transaction) {
        line("chain", transaction.chain().caip2());
        transaction.safe().ifPresent(safe -> line("Safe", account(safe)));
        line("does", transaction.kind());
        transaction.effects().forEach(this::tell);
        line("fee", "at most " + amount(transaction.feeBound()));
        transaction.slots().stream().map(Slot::id).forEach(slot -> line("slot", slot));
        transaction.expiry().ifPresent(expiry -> line("expires", expiry.toString()));
        transaction.signable().digests().stream().map(Digest32::hex).forEach(digest -> line("digest", digest));
    }

    private void tell(Refusal refusal) {
        line("REFUSED", refusal.reason() + ": " + refusal.message());
        var facts = new TreeMap<>(refusal.metadata());
        Optional.ofNullable(facts.remove(DecodingRule.RULE)).ifPresent(rule -> line("  rule", rule));
        facts.forEach((name, value) -> line("  " + name, value));
    }

    private void tell(Effect effect) {
        var words = effect.action().words();
        switch (effect) {
            case Movement movement -> {
                line(words, amount(movement.amount()));
                line("  from", account(movement.from()));
                line("  to", account(movement.to()));
            }
            case Deed deed -> line(words, deed.target().map(this::account).orElse(""));
        }
    }

    /// For example `1250.5 USDC (1250500000 base units of eip155:1/erc20:0x…)`.
    private String amount(Amount amount) {
        var units = amount.units() + " base units of " + amount.asset();
        return wording.definition(amount.asset())
                .map(AssetDefinition::symbol)
                .flatMap(symbol -> wording.coins(amount).map(coins -> coins + " " + symbol + " (" + units + ")"))
                .orElse(units);
    }

    private String account(Account account) {
        if (wording.isNobody(account)) {
            return "whoever signs it";
        }
        var names = wording.names(account);
        return wording.address(account) + (names.isEmpty() ? "  (in no list)" : "  " + String.join(", ", names));
    }

    private void line(String name, String value) {
        text.append(("%-10s".formatted(name) + " " + value).stripTrailing()).append('\n');
    }
}
