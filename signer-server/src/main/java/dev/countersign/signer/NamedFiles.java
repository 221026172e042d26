package dev.countersign.signer;

import dev.countersign.signer.yaml.Fields;
import dev.countersign.signer.yaml.Value;
import java.nio.file.Path;
import java.util.Optional;

/// The files that server.yaml names.
///
/// @param folder what relative paths count from
/// @param credentials where systemd puts credentials; empty if it did not start this process, or gave it none
record NamedFiles(Path folder, Optional<Path> credentials) {

    private static final String FILE = "the path of a file";

    /// The file that a field names.
    Optional<Path> required(Fields fields, String name) {
        return fields.required(name, FILE, this::path);
    }

    /// The file that a value names.
    Optional<Path> read(Value value) {
        return value.parse(FILE, this::path);
    }

    private Path path(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("no path");
        }
        return folder.resolve(text);
    }

    /// The file with a secret, which is never in server.yaml itself: `<name>_file` or `<name>_credential` names it.
    ///
    /// @param what it is, with its article
    Optional<Path> secret(Fields fields, String name, String what) {
        var credential = fields.optional(name + "_credential");
        if (credential.isEmpty()) {
            return fields.required(
                    name + "_file",
                    "the path of a file with " + what + ", or " + name + "_credential",
                    folder::resolve);
        }
        var written = credential.get();
        if (fields.optional(name + "_file").isPresent()) {
            written.refuse(what + " in two places", name + "_file or " + name + "_credential");
            return Optional.empty();
        }
        if (credentials.isEmpty()) {
            written.refuse(
                    "a credential, and CREDENTIALS_DIRECTORY is not set",
                    "a unit of systemd with LoadCredential= or LoadCredentialEncrypted=");
            return Optional.empty();
        }
        return written.parse("the name of a credential, such as " + name, NamedFiles::credentialName)
                .map(file -> credentials.get().resolve(file));
    }

    /// systemd.exec(5), LoadCredential: a name that may be that of a file.
    private static String credentialName(String text) {
        if (!text.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,254}")) {
            throw new IllegalArgumentException("not a name");
        }
        return text;
    }
}
