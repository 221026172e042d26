package dev.countersign.signer.journal;

import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.decode.Effect;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.ChainSlot.Spent;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Price;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.policy.Charge;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/// The order and the spelling of every field. [EntryReader] mirrors it line by line.
final class EntryWriter {

    static final int SCHEMA = 2;

    private final JsonBytes json;
    private final FieldWriter fields;

    EntryWriter(JsonBytes json) {
        this.json = json;
        this.fields = new FieldWriter(json);
    }

    void write(JournalEntry entry) {
        json.beginObject();
        fields.number("schema", SCHEMA);
        fields.text("kind", EntryKind.of(entry).word());
        fields.text("at", EntryTime.text(entry.at()));
        switch (entry) {
            case JournalEntry.Created created -> {
                fields.text("ledger_id", created.ledgerId());
                fields.text("deployment", created.deployment());
            }
            case JournalEntry.Started started -> {
                fields.text("server_version", started.serverVersion());
                fields.number("downtime_millis", EntryTime.millis(started.downtime()));
            }
            case JournalEntry.Resumed resumed -> {
                fields.number("remembered", resumed.remembered());
                fields.texts("officers", resumed.officers());
                fields.text("nonce", resumed.nonce().orElse(null));
                fields.text("reason", resumed.reason());
            }
            case JournalEntry.Archived archived -> archived(archived);
            case JournalEntry.OfPolicy ofPolicy -> ofPolicy(ofPolicy);
            case JournalEntry.OfPrices ofPrices -> ofPrices(ofPrices);
            case JournalEntry.OfLever ofLever -> ofLever(ofLever);
            case JournalEntry.Observed observed -> observed(observed);
            case JournalEntry.Reserved reserved -> reserved(reserved);
            case JournalEntry.Settled settled -> settled(settled);
            case JournalEntry.Released released -> released(released);
            case JournalEntry.ReleasedByOrder released -> releasedByOrder(released);
            case JournalEntry.Refused refused -> refused(refused);
            case JournalEntry.RefusalsOmitted omitted -> {
                fields.text("client", omitted.client().spiffeId());
                fields.number("count", omitted.count());
            }
        }
        json.endObject();
    }

    private void archived(JournalEntry.Archived entry) {
        fields.number("first", entry.first());
        fields.number("size", entry.head().size());
        fields.digest("root", entry.head().root());
        fields.digest("digest", entry.digest());
    }

    private void ofPolicy(JournalEntry.OfPolicy entry) {
        switch (entry) {
            case JournalEntry.PolicyActivated activated -> version(activated.version(), activated.digest());
            case JournalEntry.PolicyAccepted accepted -> {
                version(accepted.version(), accepted.digest());
                fields.text("follows", accepted.follows().map(Digest32::hex).orElse(null));
                fields.texts("officers", accepted.officers());
                fields.text("effective", EntryTime.text(accepted.effective()));
            }
            case JournalEntry.PolicyVetoed vetoed -> {
                version(vetoed.version(), vetoed.digest());
                fields.texts("officers", vetoed.officers());
                fields.text("nonce", vetoed.nonce());
            }
            case JournalEntry.PolicyOvertaken overtaken -> version(overtaken.version(), overtaken.digest());
            case JournalEntry.PolicyRefused refused -> refused(refused.by(), refused.digest(), refused.refusal());
        }
    }

    private void ofPrices(JournalEntry.OfPrices entry) {
        switch (entry) {
            case JournalEntry.PricesAccepted accepted -> {
                version(accepted.version(), accepted.digest());
                fields.text("by", accepted.by());
                fields.texts("signers", accepted.signers());
                fields.currency(accepted.currency());
                json.name("prices").beginArray();
                accepted.prices().entrySet().stream()
                        .sorted(Comparator.comparing(priced -> priced.getKey().caip19()))
                        .forEach(priced -> price(priced.getKey(), priced.getValue()));
                json.endArray();
            }
            case JournalEntry.PricesRefused refused -> refused(refused.by(), refused.digest(), refused.refusal());
        }
    }

    private void refused(String by, Digest32 digest, Refusal refusal) {
        fields.text("by", by);
        fields.digest("digest", digest);
        json.name("refusal");
        refusal(refusal);
    }

    private void price(Asset asset, Price price) {
        json.beginObject();
        fields.text("asset", asset.caip19());
        fields.number("decimals", price.decimals());
        fields.text("price", price.text());
        json.endObject();
    }

    private void version(long version, Digest32 digest) {
        fields.number("version", version);
        fields.digest("digest", digest);
    }

    private void ofLever(JournalEntry.OfLever entry) {
        switch (entry) {
            case JournalEntry.Tightened tightened -> {
                fields.text("operator", tightened.operator());
                fields.text("lever", tightened.lever().text());
                fields.text("reason", tightened.reason());
            }
            case JournalEntry.Loosened loosened -> {
                fields.number("lever_index", loosened.leverIndex());
                fields.text("lever", loosened.lever().text());
                fields.texts("officers", loosened.officers());
                fields.text("nonce", loosened.nonce().orElse(null));
                fields.text("reason", loosened.reason());
            }
        }
    }

    private void observed(JournalEntry.Observed entry) {
        fields.text("chain", entry.chain().caip2());
        fields.number("block", entry.block());
        fields.digest("hash", entry.hash());
        fields.number("confirmations", entry.confirmations());
        fields.texts("observers", entry.observers());
        fields.digest("digest", entry.digest());
        fields.texts("spent", entry.spent().stream().map(Spent::text).toList());
    }

    private void reserved(JournalEntry.Reserved entry) {
        fields.text("client", entry.client().spiffeId());
        fields.text("key_id", entry.keyId().value());
        fields.text("key_type", entry.publicKey().kind().text());
        fields.text("public_key", entry.publicKey().hex());
        fields.text("request_id", entry.requestId().value());
        fields.digest("request_digest", entry.requestDigest());
        fields.number("attempt", entry.attempt());
        fields.text("payload_kind", entry.payloadKind());
        json.name("intent");
        intent(entry.intent());
        fields.text("purpose", entry.purpose());
        fields.texts("rule_ids", entry.ruleIds());
        fields.number("policy_version", entry.policyVersion());
        fields.digest("policy_digest", entry.policyDigest());
        fields.optionalNumber("prices_version", entry.pricesVersion());
        objects("charges", entry.charges(), this::charge);
    }

    private void settled(JournalEntry.Settled entry) {
        fields.number("reserved_index", entry.reservedIndex());
        fields.text("client", entry.client().spiffeId());
        fields.text("request_id", entry.requestId().value());
        fields.text("transaction_id", entry.transactionId());
        fields.digest("signature_hash", entry.signatureHash());
        fields.digest("payload_hash", entry.payloadHash());
    }

    private void released(JournalEntry.Released entry) {
        fields.number("reserved_index", entry.reservedIndex());
        fields.text("client", entry.client().spiffeId());
        fields.text("request_id", entry.requestId().value());
        fields.text("why", entry.why());
    }

    private void releasedByOrder(JournalEntry.ReleasedByOrder entry) {
        fields.number("reserved_index", entry.reservedIndex());
        fields.text("client", entry.client().spiffeId());
        fields.text("request_id", entry.requestId().value());
        fields.texts("officers", entry.officers());
        fields.text("nonce", entry.nonce());
    }

    private void refused(JournalEntry.Refused entry) {
        fields.text("client", entry.client().spiffeId());
        fields.text("key_id", entry.keyId());
        fields.text("request_id", entry.requestId());
        fields.text("request_digest", entry.requestDigest().map(Digest32::hex).orElse(null));
        json.name("intent");
        if (entry.intent().isPresent()) {
            intent(entry.intent().get());
        } else {
            json.nullValue();
        }
        fields.text("purpose", entry.purpose());
        fields.digest("policy_digest", entry.policyDigest());
        objects("refusals", entry.refusals(), this::refusal);
    }

    private void intent(Intent intent) {
        json.beginObject();
        fields.text("chain", intent.chain().caip2());
        fields.text("safe", intent.safe().map(Account::caip10).orElse(null));
        objects("effects", intent.effects(), this::effect);
        json.name("fee_bound").beginObject();
        fields.amount(intent.feeBound());
        json.endObject();
        fields.text("expiry", intent.expiry().map(EntryTime::text).orElse(null));
        objects("slots", intent.slots(), this::slot);
        fields.texts("digests", intent.digests().stream().map(Digest32::hex).toList());
        json.endObject();
    }

    private void effect(Effect effect) {
        json.beginObject();
        fields.text("permission", effect.action().permission().word());
        fields.text("name", effect.action().name());
        switch (effect) {
            case Movement movement -> {
                fields.flag("moves", true);
                fields.amount(movement.amount());
                fields.text("from", movement.from().caip10());
                fields.text("to", movement.to().caip10());
            }
            case Deed deed -> {
                fields.flag("moves", false);
                fields.text("target", deed.target().map(Account::caip10).orElse(null));
            }
        }
        json.endObject();
    }

    private void slot(Slot slot) {
        json.beginObject();
        fields.text("id", slot.id());
        fields.digest("intent", slot.intent());
        fields.flag("cancels", slot.cancels());
        fields.text("fee_cap", slot.feeCap().toString());
        fields.text("tip", slot.tip().toString());
        json.endObject();
    }

    private void charge(Charge charge) {
        json.beginObject();
        fields.text("kind", chargeKind(charge.kind()));
        fields.amount(charge.amount());
        fields.text("to", charge.destination().map(Account::caip10).orElse(null));
        fields.optionalWorth("worth", charge.worth());
        json.endObject();
    }

    private void refusal(Refusal refusal) {
        json.beginObject();
        fields.text("reason", refusal.reason().name());
        fields.text("message", refusal.message());
        json.name("metadata").beginObject();
        for (var fact : new TreeMap<>(refusal.metadata()).entrySet()) {
            fields.text(fact.getKey(), fact.getValue());
        }
        json.endObject();
        json.endObject();
    }

    private <T> void objects(String field, List<T> items, Consumer<T> write) {
        json.name(field).beginArray();
        items.forEach(write);
        json.endArray();
    }

    static String chargeKind(Charge.Kind kind) {
        return switch (kind) {
            case OUTFLOW -> "outflow";
            case FEE -> "fee";
        };
    }

    /// Where the time of an entry begins; it is always as long.
    static int timeAt(JournalEntry entry) {
        return ("{\"schema\":" + SCHEMA + ",\"kind\":\"" + EntryKind.of(entry).word() + "\",\"at\":\"").length();
    }
}
