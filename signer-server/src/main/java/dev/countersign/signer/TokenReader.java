package dev.countersign.signer;

import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.TokenSettings.Driver;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Value;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Reads `tokens` of server.yaml.
///
/// @param state where what must outlive a restart is kept
record TokenReader(Path state, NamedFiles files) {

    private static final FieldNames FIELDS = FieldNames.of(
            "label", "module", "environment", "pin_file", "pin_credential", "driver", "sessions", "call_timeout");
    private static final FieldNames LANES = FieldNames.of("withdrawals", "orders");
    private static final Map<Lane, Integer> SESSIONS = Map.of(Lane.WITHDRAWALS, 4, Lane.ORDERS, 4);

    /// The tokens, in their order; empty if any is not understood.
    Optional<List<TokenSettings>> all(Value value) {
        var written = value.items("a list of tokens");
        if (value.isList() && written.isEmpty()) {
            value.refuse("no token", "one or more");
        }
        var read = written.stream().map(this::token).flatMap(Optional::stream).toList();
        for (var i = 0; i < written.size() && read.size() == written.size(); i++) {
            refuseUnlike(written.get(i), read.get(i), read.subList(0, i));
        }
        return read.isEmpty() || read.size() < written.size() ? Optional.empty() : Optional.of(read);
    }

    /// A library is initialised once, for all of its tokens, and variables are the whole process's.
    private static void refuseUnlike(Value written, TokenSettings token, List<TokenSettings> earlier) {
        for (var other : earlier) {
            if (other.label().equals(token.label())) {
                written.refuse("the label '" + token.label() + "' twice", "labels of their own");
            }
            if (other.module().equals(token.module()) && !other.environment().equals(token.environment())) {
                written.refuse(
                        "another environment than that of token '" + other.label() + "'",
                        "the same environment for each token of a module");
            } else if (token.environment().entrySet().stream()
                    .anyMatch(variable -> !other.environment()
                            .getOrDefault(variable.getKey(), variable.getValue())
                            .equals(variable.getValue()))) {
                written.refuse(
                        "a variable that token '" + other.label() + "' has with another value",
                        "one value for each variable: they are the whole process's");
            }
        }
    }

    private Optional<TokenSettings> token(Value value) {
        var fields = value.fields(FIELDS);
        var label = fields.required("label", "the token's label, 1 to 32 characters", TokenReader::label);
        var module = fields.required("module", "the path of the vendor's PKCS#11 library", files.folder()::resolve);
        var environment = fields.optional("environment").map(this::environment).orElse(Map.of());
        var pinFile = files.secret(fields, "pin", "the user PIN");
        var driver = fields.optional("driver").flatMap(TokenReader::driver).orElse(Driver.SUNPKCS11);
        var sessions = fields.optional("sessions").map(TokenReader::sessions).orElse(SESSIONS);
        var callTimeout = fields.optional("call_timeout")
                .flatMap(written -> written.duration("1s", "1m"))
                .orElse(Duration.ofSeconds(5));
        return label.flatMap(name -> module.flatMap(library -> pinFile.map(
                pin -> new TokenSettings(name, library, environment, pin, state, driver, sessions, callTimeout))));
    }

    private static Map<Lane, Integer> sessions(Value value) {
        var fields = value.fields(LANES);
        var sessions = new EnumMap<Lane, Integer>(SESSIONS);
        for (var lane : Lane.values()) {
            fields.optional(lane.name().toLowerCase(Locale.ROOT))
                    .flatMap(number -> number.integer(1, 256))
                    .ifPresent(number -> sessions.put(lane, number.intValue()));
        }
        return sessions;
    }

    /// Values are used as written: not every one is a path. One that starts with `./` is, and counts from the folder.
    private Map<String, String> environment(Value value) {
        var environment = new TreeMap<String, String>();
        value.entries("variables by name").forEach((name, written) -> {
            if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,127}")) {
                written.refuse("the variable name '" + name + "'", "letters, digits and _");
            }
            written.text("the variable's value")
                    .map(text -> text.startsWith("./")
                            ? files.folder().resolve(text.substring(2)).toString()
                            : text)
                    .ifPresent(text -> environment.put(name, text));
        });
        return environment;
    }

    /// PKCS#11 pads labels with spaces to 32 characters (PKCS#11 v3.1 §3.2 CK_TOKEN_INFO), so none ends with one.
    private static String label(String text) {
        if (text.isEmpty() || text.length() > 32 || text.endsWith(" ")) {
            throw new IllegalArgumentException("not a label");
        }
        return text;
    }

    private static Optional<Driver> driver(Value value) {
        return value.parse("one of: sunpkcs11, cryptoki", text -> switch (text) {
            case "sunpkcs11" -> Driver.SUNPKCS11;
            case "cryptoki" -> Driver.CRYPTOKI;
            default -> throw new IllegalArgumentException("unknown");
        });
    }
}
