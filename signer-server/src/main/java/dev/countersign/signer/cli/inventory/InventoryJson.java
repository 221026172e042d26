package dev.countersign.signer.cli.inventory;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.countersign.signer.hsm.pkcs11.inventory.InventoryReport;
import dev.countersign.signer.hsm.pkcs11.token.CustodyAttribute;
import dev.countersign.signer.hsm.pkcs11.token.KeyRow;
import dev.countersign.signer.model.PinnedKey;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An inventory for programs. What a token does not tell is `null`.
public final class InventoryJson {

    private InventoryJson() {}

    public static JsonObject of(InventoryReport report) {
        var object = new JsonObject();
        object.addProperty("good", report.good());
        var tokens = new JsonArray();
        report.tokens().forEach(token -> tokens.add(token(token)));
        object.add("tokens", tokens);
        object.add("findings", array(report.findings()));
        var missing = new JsonArray();
        report.missing().forEach(key -> {
            var entry = new JsonObject();
            entry.addProperty("key", key.name());
            entry.addProperty("kind", lower(key.key().kind()));
            entry.addProperty("pin", key.key().hex());
            missing.add(entry);
        });
        object.add("missing", missing);
        return object;
    }

    private static JsonObject token(InventoryReport.Token token) {
        var object = new JsonObject();
        object.addProperty("label", token.label());
        object.addProperty("module", token.module().toString());
        var described = token.description();
        object.addProperty("library", text(described.map(InventoryReport.Description::library)));
        object.addProperty("manufacturer", text(described.map(InventoryReport.Description::manufacturer)));
        object.addProperty("model", text(described.map(InventoryReport.Description::model)));
        object.addProperty("serial_number", text(described.map(InventoryReport.Description::serialNumber)));
        object.addProperty("firmware", text(described.map(InventoryReport.Description::firmware)));
        object.add(
                "flags", array(described.map(InventoryReport.Description::flags).orElse(List.of())));
        object.addProperty("failure", text(token.failure()));
        object.add("notes", array(token.notes()));
        var keys = new JsonArray();
        token.keys().forEach(key -> keys.add(key(key)));
        object.add("keys", keys);
        return object;
    }

    private static JsonObject key(InventoryReport.Key key) {
        var row = key.row();
        var object = new JsonObject();
        object.addProperty("kind", text(key.kind().map(InventoryJson::lower)));
        object.addProperty("type", row.type());
        object.addProperty("class", row.custody().secret() ? "secret" : "private");
        object.addProperty("cka_id", row.id().hex());
        object.addProperty("label", row.label());
        object.add("attributes", attributes(row));
        object.addProperty("public_key", text(row.publicKey().map(PinnedKey::hex)));
        var checkValues = new JsonObject();
        new TreeMap<>(key.checkValues()).forEach((kind, value) -> checkValues.addProperty(lower(kind), value.hex()));
        object.add("check_values", checkValues);
        object.addProperty("driver", text(key.driver().map(InventoryJson::lower)));
        object.addProperty("certificate", lower(row.certificate()));
        object.addProperty("pinned", text(key.pinned().map(pinned -> pinned.name())));
        object.addProperty("disabled_from", text(row.disabledFrom().map(Disabling::text)));
        object.addProperty("verdict", lower(key.verdict()));
        object.add("faults", array(key.faults()));
        return object;
    }

    private static JsonObject attributes(KeyRow row) {
        var object = new JsonObject();
        for (var attribute : CustodyAttribute.values()) {
            object.addProperty(attribute.fullName(), row.custody().told().get(attribute));
        }
        return object;
    }

    private static JsonArray array(List<String> lines) {
        var array = new JsonArray();
        lines.forEach(array::add);
        return array;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String text(Optional<String> value) {
        return value.orElse(null);
    }
}
