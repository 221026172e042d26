package dev.countersign.signer.cli.keys;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.countersign.signer.cli.ConfigOption;
import dev.countersign.signer.hsm.pkcs11.ceremony.KeyCeremony;
import dev.countersign.signer.hsm.pkcs11.ceremony.ListedKey;
import dev.countersign.signer.hsm.pkcs11.token.KeyRow;
import dev.countersign.signer.model.PinnedKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        description = {
            "Lists the private and secret keys of every token: name, token, kind, the code that signs, public key,",
            "whether the key may be served, and from when it is disabled."
        },
        mixinStandardHelpOptions = true)
final class ListKeys implements Callable<Integer> {

    /// A key and its token's label.
    private record Line(String token, ListedKey key) {}

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(names = "--json", description = "one JSON array")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        var lines = new ArrayList<Line>();
        for (var token : config.config().tokens()) {
            try (var ceremony = KeyCeremony.open(token)) {
                ceremony.listWithDrivers().forEach(key -> lines.add(new Line(token.label(), key)));
            }
        }
        var out = spec.commandLine().getOut();
        if (json) {
            var array = new JsonArray();
            lines.forEach(line -> array.add(json(line)));
            out.println(array);
        } else {
            lines.forEach(line -> out.println(describe(line)));
        }
        return 0;
    }

    private static String describe(Line line) {
        var row = line.key().row();
        return "%-20s %-20s %-12s %-10s %-66s %s"
                .formatted(row.label(), line.token(), kind(row), driver(line), publicKey(row), verdict(row));
    }

    private static String verdict(KeyRow row) {
        var disabled = row.disabledFrom()
                .map(from -> "; disabled from " + instant(from))
                .orElse("");
        if (row.faults(false).isEmpty()) {
            return "good" + disabled;
        }
        return row.faults(true).isEmpty()
                ? "imported: served only with accept_imported: true" + disabled
                : "not served: " + String.join("; ", row.faults(true)) + disabled;
    }

    private static JsonObject json(Line line) {
        var row = line.key().row();
        var object = new JsonObject();
        object.addProperty("label", row.label());
        object.addProperty("token", line.token());
        object.addProperty("cka_id", row.id().hex());
        object.addProperty("kind", kind(row));
        object.addProperty("driver", driver(line));
        object.addProperty("public_key", publicKey(row));
        object.addProperty(
                "disabled_from", row.disabledFrom().map(ListKeys::instant).orElse("-"));
        object.add("faults", array(row.faults(false)));
        object.add("faults_if_imported", array(row.faults(true)));
        return object;
    }

    private static JsonArray array(List<String> texts) {
        var array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }

    /// A generic secret does not tell its hash.
    private static String kind(KeyRow row) {
        if (row.kinds().size() > 1) {
            return "hmac";
        }
        return row.kinds().stream().map(PinnedKey.Kind::text).findFirst().orElse("other");
    }

    private static String driver(Line line) {
        return line.key()
                .driver()
                .map(driver -> driver.name().toLowerCase(Locale.ROOT))
                .orElse("-");
    }

    private static String publicKey(KeyRow row) {
        return row.publicKey().map(PinnedKey::hex).orElse("-");
    }

    /// A marker that cannot be read disables from the beginning of time, which has no date.
    private static String instant(Instant from) {
        return from.equals(Instant.MIN) ? "ever" : from.toString();
    }
}
