package dev.countersign.signer;

import dev.countersign.signer.yaml.Fields;
import java.nio.file.Path;
import java.util.Optional;

/// Where server.yaml says that a secret lies: never in itself.
///
/// @param folder what relative paths count from
/// @param credentials where systemd puts credentials; empty if it did not start this process, or gave it none
record SecretFiles(Path folder, Optional<Path> credentials) {

    /// The file that `<name>_file` or `<name>_credential` names.
    ///
    /// @param what it is, with its article
    Optional<Path> required(Fields fields, String name, String what) {
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
        return written.parse("the name of a credential, such as " + name, SecretFiles::credentialName)
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
