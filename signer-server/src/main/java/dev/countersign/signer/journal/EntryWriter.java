package dev.countersign.signer.journal;

import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.decode.Effect;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.ChainSlot.Spent;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.policy.Charge;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The order and the spelling of every field. [EntryReader] mirrors it line by line.
final class EntryWriter {

    static final int SCHEMA = 2;

    private final JsonBytes json;

    EntryWriter(JsonBytes json) {
        this.json = json;
    }

    void write(JournalEntry entry) {
        json.beginObject();
        json.name("schema").value(SCHEMA);
        text("kind", EntryKind.of(entry).word());
        text("at", time(entry.at()));
        switch (entry) {
            case JournalEntry.Created created -> {
                text("ledger_id", created.ledgerId());
                text("deployment", created.deployment());
            }
            case JournalEntry.Started started -> {
                text("server_version", started.serverVersion());
                json.name("downtime_millis").value(millis(started.downtime()));
            }
            case JournalEntry.OfPolicy ofPolicy -> ofPolicy(ofPolicy);
            case JournalEntry.Observed observed -> observed(observed);
            case JournalEntry.Reserved reserved -> reserved(reserved);
            case JournalEntry.Settled settled -> settled(settled);
            case JournalEntry.Released released -> released(released);
            case JournalEntry.Refused refused -> refused(refused);
            case JournalEntry.RefusalsOmitted omitted -> {
                text("client", omitted.client().spiffeId());
                json.name("count").value(omitted.count());
            }
        }
        json.endObject();
    }

    private void ofPolicy(JournalEntry.OfPolicy entry) {
        switch (entry) {
            case JournalEntry.PolicyActivated activated -> policy(activated.version(), activated.digest());
            case JournalEntry.PolicyAccepted accepted -> {
                policy(accepted.version(), accepted.digest());
                text("follows", accepted.follows().map(Digest32::hex).orElse(null));
                texts("officers", accepted.officers());
                text("effective", time(accepted.effective()));
            }
            case JournalEntry.PolicyVetoed vetoed -> {
                policy(vetoed.version(), vetoed.digest());
                text("officer", vetoed.officer());
                text("nonce", vetoed.nonce());
            }
            case JournalEntry.PolicyOvertaken overtaken -> policy(overtaken.version(), overtaken.digest());
            case JournalEntry.PolicyRefused refused -> {
                text("by", refused.by());
                digest("digest", refused.digest());
                json.name("refusal");
                refusal(refused.refusal());
            }
        }
    }

    private void policy(long version, Digest32 digest) {
        json.name("version").value(version);
        digest("digest", digest);
    }

    private void observed(JournalEntry.Observed entry) {
        text("chain", entry.chain().caip2());
        json.name("block").value(entry.block());
        digest("hash", entry.hash());
        json.name("confirmations").value(entry.confirmations());
        texts("observers", entry.observers());
        digest("digest", entry.digest());
        texts("spent", entry.spent().stream().map(Spent::text).toList());
    }

    private void reserved(JournalEntry.Reserved entry) {
        text("client", entry.client().spiffeId());
        text("key_id", entry.keyId().value());
        text("key_type", keyType(entry.publicKey().kind()));
        text("public_key", entry.publicKey().hex());
        text("request_id", entry.requestId().value());
        digest("request_digest", entry.requestDigest());
        json.name("attempt").value(entry.attempt());
        text("payload_kind", entry.payloadKind());
        json.name("intent");
        intent(entry.intent());
        text("purpose", entry.purpose());
        texts("rule_ids", entry.ruleIds());
        json.name("policy_version").value(entry.policyVersion());
        digest("policy_digest", entry.policyDigest());
        objects("charges", entry.charges(), this::charge);
    }

    private void settled(JournalEntry.Settled entry) {
        json.name("reserved_index").value(entry.reservedIndex());
        text("client", entry.client().spiffeId());
        text("request_id", entry.requestId().value());
        text("transaction_id", entry.transactionId());
        digest("signature_hash", entry.signatureHash());
        digest("payload_hash", entry.payloadHash());
    }

    private void released(JournalEntry.Released entry) {
        json.name("reserved_index").value(entry.reservedIndex());
        text("client", entry.client().spiffeId());
        text("request_id", entry.requestId().value());
        text("why", entry.why());
    }

    private void refused(JournalEntry.Refused entry) {
        text("client", entry.client().spiffeId());
        text("key_id", entry.keyId());
        text("request_id", entry.requestId());
        text("request_digest", entry.requestDigest().map(Digest32::hex).orElse(null));
        json.name("intent");
        if (entry.intent().isPresent()) {
            intent(entry.intent().get());
        } else {
            json.nullValue();
        }
        text("purpose", entry.purpose());
        digest("policy_digest", entry.policyDigest());
        objects("refusals", entry.refusals(), this::refusal);
    }

    private void intent(Intent intent) {
        json.beginObject();
        text("chain", intent.chain().caip2());
        text("safe", intent.safe().map(Account::caip10).orElse(null));
        objects("effects", intent.effects(), this::effect);
        json.name("fee_bound").beginObject();
        amount(intent.feeBound());
        json.endObject();
        text("expiry", intent.expiry().map(EntryWriter::time).orElse(null));
        objects("slots", intent.slots(), this::slot);
        texts("digests", intent.digests().stream().map(Digest32::hex).toList());
        json.endObject();
    }

    private void effect(Effect effect) {
        json.beginObject();
        text("permission", effect.action().permission().word());
        text("name", effect.action().name());
        switch (effect) {
            case Movement movement -> {
                json.name("moves").value(true);
                amount(movement.amount());
                text("from", movement.from().caip10());
                text("to", movement.to().caip10());
            }
            case Deed deed -> {
                json.name("moves").value(false);
                text("target", deed.target().map(Account::caip10).orElse(null));
            }
        }
        json.endObject();
    }

    private void slot(Slot slot) {
        json.beginObject();
        text("id", slot.id());
        digest("intent", slot.intent());
        json.name("cancels").value(slot.cancels());
        text("fee_cap", slot.feeCap().toString());
        text("tip", slot.tip().toString());
        json.endObject();
    }

    private void charge(Charge charge) {
        json.beginObject();
        text("kind", chargeKind(charge.kind()));
        amount(charge.amount());
        text("to", charge.destination().map(Account::caip10).orElse(null));
        json.endObject();
    }

    private void refusal(Refusal refusal) {
        json.beginObject();
        text("reason", refusal.reason().name());
        text("message", refusal.message());
        json.name("metadata").beginObject();
        for (var fact : new TreeMap<>(refusal.metadata()).entrySet()) {
            text(fact.getKey(), fact.getValue());
        }
        json.endObject();
        json.endObject();
    }

    private void amount(Amount amount) {
        text("asset", amount.asset().caip19());
        text("units", amount.units().toString());
    }

    private void digest(String name, Digest32 digest) {
        text(name, digest.hex());
    }

    private <T> void objects(String field, List<T> items, Consumer<T> write) {
        json.name(field).beginArray();
        items.forEach(write);
        json.endArray();
    }

    private void texts(String name, List<String> values) {
        json.name(name).beginArray();
        for (var value : values) {
            json.value(value);
        }
        json.endArray();
    }

    private void text(String name, @Nullable String value) {
        json.name(name);
        if (value == null) {
            json.nullValue();
        } else {
            json.value(value);
        }
    }

    static String keyType(PinnedKey.Kind kind) {
        return switch (kind) {
            case SECP256K1 -> "secp256k1";
            case P256 -> "p-256";
            case P384 -> "p-384";
            case ED25519 -> "ed25519";
            case RSA_2048 -> "rsa-2048";
            case RSA_3072 -> "rsa-3072";
            case HMAC_SHA256 -> "hmac-sha256";
            case HMAC_SHA384 -> "hmac-sha384";
            case HMAC_SHA512 -> "hmac-sha512";
        };
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

    static String time(Instant at) {
        if (!at.equals(at.truncatedTo(ChronoUnit.MILLIS))) {
            throw new IllegalArgumentException("ledger time is counted in milliseconds: " + at);
        }
        var utc = LocalDateTime.ofEpochSecond(at.getEpochSecond(), at.getNano(), ZoneOffset.UTC);
        var millisOfDay = utc.toLocalTime().toNanoOfDay() / 1_000_000;
        return utc.toLocalDate() + "T" + digits(2, millisOfDay / 3_600_000) + ":" + digits(2, millisOfDay / 60_000 % 60)
                + ":" + digits(2, millisOfDay / 1000 % 60) + "." + digits(3, millisOfDay % 1000) + "Z";
    }

    /// `number` with leading zeros.
    private static String digits(int length, long number) {
        var digits = Long.toString(number);
        return "0".repeat(length - digits.length()) + digits;
    }

    private static long millis(Duration duration) {
        if (!duration.equals(duration.truncatedTo(ChronoUnit.MILLIS))) {
            throw new IllegalArgumentException("ledger time is counted in milliseconds: " + duration);
        }
        return duration.toMillis();
    }
}
