package dev.countersign.signer;

import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.TokenSettings.Driver;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Value;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Reads `tokens` of server.yaml.
///
/// @param folder what relative paths count from
record TokenReader(Path folder) {

    private static final FieldNames FIELDS =
            FieldNames.of("label", "module", "environment", "pin_file", "driver", "sessions");

    /// The token, if there is exactly one.
    Optional<TokenSettings> only(Value value) {
        var tokens = value.items("a list of one token");
        if (value.isList() && tokens.size() != 1) {
            value.refuse(tokens.size() + " tokens", "one: this version serves one token");
        }
        var read = tokens.stream().map(this::token).toList();
        return read.size() == 1 ? read.getFirst() : Optional.empty();
    }

    private Optional<TokenSettings> token(Value value) {
        var fields = value.fields(FIELDS);
        var label = fields.required("label", "the token's label, 1 to 32 characters", TokenReader::label);
        var module = fields.required("module", "the path of the vendor's PKCS#11 library", folder::resolve);
        var environment = fields.optional("environment").map(this::environment).orElse(Map.of());
        var pinFile = fields.required("pin_file", "the path of a file with the user PIN", folder::resolve);
        var driver = fields.optional("driver").flatMap(TokenReader::driver).orElse(Driver.SUNPKCS11);
        var sessions = fields.optional("sessions")
                .flatMap(number -> number.integer(1, 256))
                .orElse(8L);
        return label.flatMap(name -> module.flatMap(library ->
                pinFile.map(pin -> new TokenSettings(name, library, environment, pin, driver, sessions.intValue()))));
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
                            ? folder.resolve(text.substring(2)).toString()
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
