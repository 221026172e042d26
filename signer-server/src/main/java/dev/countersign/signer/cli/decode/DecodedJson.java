package dev.countersign.signer.cli.decode;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
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
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A decoded payload for programs. Numbers of the chain are decimal strings; what is not known is `null`.
final class DecodedJson {

    private final Wording wording;

    private DecodedJson(Wording wording) {
        this.wording = wording;
    }

    static JsonObject of(Decoded decoded) {
        var object = new JsonObject();
        object.addProperty("understood", decoded.understood());
        decoded.transaction().ifPresent(transaction -> new DecodedJson(decoded.wording()).tell(object, transaction));
        var refusals = new JsonArray();
        decoded.refusals().forEach(refusal -> refusals.add(refusal(refusal)));
        object.add("refusals", refusals);
        return object;
    }

    private void tell(JsonObject object, Transaction transaction) {
        object.addProperty("chain", transaction.chain().caip2());
        object.add("safe", transaction.safe().map(this::account).orElse(null));
        object.addProperty("kind", transaction.kind());
        var effects = new JsonArray();
        transaction.effects().forEach(effect -> effects.add(effect(effect)));
        object.add("effects", effects);
        object.add("fee_bound", amount(transaction.feeBound()));
        var slots = new JsonArray();
        transaction.slots().forEach(slot -> slots.add(slot(slot)));
        object.add("slots", slots);
        object.addProperty("expiry", text(transaction.expiry().orElse(null)));
        var digests = new JsonArray();
        transaction.signable().digests().stream().map(Digest32::hex).forEach(digests::add);
        object.add("digests", digests);
        object.addProperty("canonical", transaction.signable().canonical().hex());
    }

    private JsonObject effect(Effect effect) {
        var object = new JsonObject();
        object.addProperty("permission", effect.action().permission().word());
        object.addProperty(
                "name",
                effect.action().name().isEmpty() ? null : effect.action().name());
        switch (effect) {
            case Movement movement -> {
                object.add("amount", amount(movement.amount()));
                object.add("from", account(movement.from()));
                object.add("to", account(movement.to()));
            }
            case Deed deed ->
                object.add("target", deed.target().map(this::account).orElse(null));
        }
        return object;
    }

    private JsonObject amount(Amount amount) {
        var object = new JsonObject();
        object.addProperty("asset", amount.asset().caip19());
        object.addProperty(
                "symbol",
                wording.definition(amount.asset()).map(AssetDefinition::symbol).orElse(null));
        object.addProperty("units", amount.units().toString());
        object.addProperty("coins", wording.coins(amount).orElse(null));
        return object;
    }

    private @Nullable JsonObject account(Account account) {
        if (wording.isNobody(account)) {
            return null;
        }
        var object = new JsonObject();
        object.addProperty("account", account.caip10());
        object.addProperty("address", wording.address(account));
        var names = new JsonArray();
        wording.names(account).forEach(names::add);
        object.add("names", names);
        return object;
    }

    private static JsonObject slot(Slot slot) {
        var object = new JsonObject();
        object.addProperty("id", slot.id());
        object.addProperty("intent", slot.intent().hex());
        object.addProperty("cancels", slot.cancels());
        object.addProperty("fee_cap", slot.feeCap().toString());
        object.addProperty("tip", slot.tip().toString());
        return object;
    }

    private static JsonObject refusal(Refusal refusal) {
        var object = new JsonObject();
        object.addProperty("reason", refusal.reason().name());
        object.addProperty("message", refusal.message());
        object.addProperty("rule", refusal.metadata().get(DecodingRule.RULE));
        object.addProperty("field", refusal.metadata().get(DecodingRule.FIELD));
        object.addProperty("offset", offset(refusal));
        var metadata = new JsonObject();
        new TreeMap<>(refusal.metadata()).forEach(metadata::addProperty);
        object.add("metadata", metadata);
        return object;
    }

    private static @Nullable Integer offset(Refusal refusal) {
        var offset = refusal.metadata().get(DecodingRule.OFFSET);
        return offset == null ? null : Integer.valueOf(offset);
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
