package dev.countersign.signer.journal;

import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.decode.Effect;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.ChainSlot.Spent;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Lever;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Price;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.RequestId;
import dev.countersign.signer.policy.Charge;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;

/// Reads what [EntryWriter] wrote, field by field in its order: Java evaluates the arguments of a
/// constructor from left to right, so a record's components stand here in the order of the stored fields.
final class EntryReader {

    private final FieldReader fields;

    EntryReader(FieldReader fields) {
        this.fields = fields;
    }

    JournalEntry read() throws IOException {
        var entry = fields.whole(this::entry);
        fields.end();
        return entry;
    }

    private JournalEntry entry() throws IOException {
        var schema = fields.number("schema");
        if (schema != EntryWriter.SCHEMA) {
            throw new IllegalArgumentException("schema " + schema + " is not known");
        }
        var kind = EntryKind.of(fields.text("kind"));
        var at = time();
        return switch (kind) {
            case CREATED -> new JournalEntry.Created(at, fields.text("ledger_id"), fields.text("deployment"));
            case STARTED ->
                new JournalEntry.Started(
                        at, fields.text("server_version"), Duration.ofMillis(fields.number("downtime_millis")));
            case RESUMED ->
                new JournalEntry.Resumed(
                        at,
                        fields.number("remembered"),
                        fields.texts("officers"),
                        fields.optionalText("nonce"),
                        fields.text("reason"));
            case ARCHIVED -> archived(at);
            case POLICY_ACTIVATED, POLICY_ACCEPTED, POLICY_VETOED, POLICY_OVERTAKEN, POLICY_REFUSED ->
                ofPolicy(kind, at);
            case TIGHTENED -> new JournalEntry.Tightened(at, fields.text("operator"), lever(), fields.text("reason"));
            case LOOSENED -> loosened(at);
            case PRICES_ACCEPTED -> pricesAccepted(at);
            case PRICES_REFUSED ->
                new JournalEntry.PricesRefused(
                        at, fields.text("by"), fields.digest("digest"), fields.object("refusal", this::refusal));
            case OBSERVED -> observed(at);
            case RESERVED -> reserved(at);
            case SETTLED -> settled(at);
            case RELEASED -> released(at);
            case RELEASED_BY_ORDER -> releasedByOrder(at);
            case REFUSED -> refused(at);
            case REFUSALS_OMITTED -> new JournalEntry.RefusalsOmitted(at, client(), fields.number("count"));
        };
    }

    private JournalEntry archived(Instant at) throws IOException {
        return new JournalEntry.Archived(
                at,
                fields.number("first"),
                new TreeHead(fields.number("size"), fields.digest("root")),
                fields.digest("digest"));
    }

    private JournalEntry ofPolicy(EntryKind kind, Instant at) throws IOException {
        if (kind == EntryKind.POLICY_REFUSED) {
            return new JournalEntry.PolicyRefused(
                    at, fields.text("by"), fields.digest("digest"), fields.object("refusal", this::refusal));
        }
        var version = fields.number("version");
        var digest = fields.digest("digest");
        return switch (kind) {
            case POLICY_ACTIVATED -> new JournalEntry.PolicyActivated(at, version, digest);
            case POLICY_ACCEPTED ->
                new JournalEntry.PolicyAccepted(
                        at,
                        version,
                        digest,
                        fields.optionalDigest("follows"),
                        fields.texts("officers"),
                        instant(fields.text("effective")));
            case POLICY_VETOED ->
                new JournalEntry.PolicyVetoed(at, version, digest, fields.texts("officers"), fields.text("nonce"));
            case POLICY_OVERTAKEN -> new JournalEntry.PolicyOvertaken(at, version, digest);
            default -> throw new IllegalArgumentException("no entry of a policy: " + kind.word());
        };
    }

    private JournalEntry pricesAccepted(Instant at) throws IOException {
        var version = fields.number("version");
        var digest = fields.digest("digest");
        var by = fields.text("by");
        var signers = fields.texts("signers");
        var currency = fields.currency();
        var prices = new LinkedHashMap<Asset, Price>();
        fields.objects("prices", () -> prices.put(new Asset(fields.text("asset")), price()));
        return new JournalEntry.PricesAccepted(at, version, digest, by, signers, currency, prices);
    }

    private Price price() throws IOException {
        var decimals = Math.toIntExact(fields.number("decimals"));
        return Price.parse(fields.text("price"), decimals);
    }

    private JournalEntry observed(Instant at) throws IOException {
        return new JournalEntry.Observed(
                at,
                new Chain(fields.text("chain")),
                fields.number("block"),
                fields.digest("hash"),
                fields.number("confirmations"),
                fields.texts("observers"),
                fields.digest("digest"),
                fields.texts("spent").stream().map(Spent::parse).toList());
    }

    private JournalEntry reserved(Instant at) throws IOException {
        return new JournalEntry.Reserved(
                at,
                client(),
                new KeyId(fields.text("key_id")),
                publicKey(),
                requestId(),
                fields.digest("request_digest"),
                Math.toIntExact(fields.number("attempt")),
                fields.text("payload_kind"),
                fields.object("intent", this::intent),
                fields.text("purpose"),
                fields.texts("rule_ids"),
                fields.number("policy_version"),
                fields.digest("policy_digest"),
                fields.optionalNumber("prices_version"),
                fields.objects("charges", this::charge));
    }

    private JournalEntry settled(Instant at) throws IOException {
        return new JournalEntry.Settled(
                at,
                fields.number("reserved_index"),
                client(),
                requestId(),
                fields.text("transaction_id"),
                fields.digest("signature_hash"),
                fields.digest("payload_hash"));
    }

    private JournalEntry released(Instant at) throws IOException {
        return new JournalEntry.Released(
                at, fields.number("reserved_index"), client(), requestId(), fields.text("why"));
    }

    private JournalEntry releasedByOrder(Instant at) throws IOException {
        return new JournalEntry.ReleasedByOrder(
                at,
                fields.number("reserved_index"),
                client(),
                requestId(),
                fields.texts("officers"),
                fields.text("nonce"));
    }

    private JournalEntry loosened(Instant at) throws IOException {
        return new JournalEntry.Loosened(
                at,
                fields.number("lever_index"),
                lever(),
                fields.texts("officers"),
                fields.optionalText("nonce"),
                fields.text("reason"));
    }

    private JournalEntry refused(Instant at) throws IOException {
        return new JournalEntry.Refused(
                at,
                client(),
                fields.text("key_id"),
                fields.text("request_id"),
                fields.optionalDigest("request_digest"),
                fields.optionalObject("intent", this::intent),
                fields.text("purpose"),
                fields.digest("policy_digest"),
                fields.objects("refusals", this::refusal));
    }

    private Intent intent() throws IOException {
        return new Intent(
                new Chain(fields.text("chain")),
                fields.optionalAccount("safe"),
                fields.objects("effects", this::effect),
                fields.object("fee_bound", fields::amount),
                fields.optionalText("expiry").map(EntryReader::instant),
                fields.objects("slots", this::slot),
                fields.digests("digests"));
    }

    private Effect effect() throws IOException {
        var action = new Action(Permission.of(fields.text("permission")), fields.text("name"));
        return fields.flag("moves")
                ? new Movement(action, fields.amount(), fields.account("from"), fields.account("to"))
                : new Deed(action, fields.optionalAccount("target"));
    }

    private Slot slot() throws IOException {
        return new Slot(
                fields.text("id"),
                fields.digest("intent"),
                fields.flag("cancels"),
                fields.decimal("fee_cap"),
                fields.decimal("tip"));
    }

    private Charge charge() throws IOException {
        var word = fields.text("kind");
        for (var kind : Charge.Kind.values()) {
            if (EntryWriter.chargeKind(kind).equals(word)) {
                return new Charge(
                        kind,
                        fields.amount(),
                        fields.optionalAccount("to"),
                        fields.optionalObject("worth", fields::worth));
            }
        }
        throw new IllegalArgumentException("unknown kind of charge");
    }

    private Refusal refusal() throws IOException {
        return new Refusal(Reason.valueOf(fields.text("reason")), fields.text("message"), fields.facts("metadata"));
    }

    private PinnedKey publicKey() throws IOException {
        var kind = PinnedKey.Kind.of(fields.text("key_type"));
        return new PinnedKey(kind, Bytes.fromHex(fields.text("public_key")));
    }

    private Lever lever() throws IOException {
        return Lever.parse(fields.text("lever"));
    }

    private Client client() throws IOException {
        return new Client(fields.text("client"));
    }

    private RequestId requestId() throws IOException {
        return new RequestId(fields.text("request_id"));
    }

    private Instant time() throws IOException {
        return instant(fields.text("at"));
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("no time: " + e.getMessage(), e);
        }
    }
}
