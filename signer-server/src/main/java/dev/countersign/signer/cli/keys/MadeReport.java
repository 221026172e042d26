package dev.countersign.signer.cli.keys;

import dev.countersign.signer.hsm.pkcs11.ceremony.MadeKey;
import dev.countersign.signer.model.KeyId;
import picocli.CommandLine;

/// What a person reads when a key was made.
record MadeReport(CommandLine command) {

    /// Prints the entry, and what is to be known about the key.
    ///
    /// @return the exit code: 1 for a key that would not be served
    int print(KeyId id, MadeKey made, Entry entry) {
        command.getOut().print(entry.text(id, made.key()));
        command.getOut().flush();
        made.notes().forEach(note -> command.getErr().println("note: key " + id + ": " + note));
        made.faults().forEach(fault -> command.getErr().println("fault: key " + id + ": " + fault));
        if (made.faults().isEmpty()) {
            return 0;
        }
        command.getErr()
                .println("error: key " + id + " was made and would not be served; do not pin it. It stays in the token:"
                        + " no command of ours deletes a key");
        return 1;
    }
}
