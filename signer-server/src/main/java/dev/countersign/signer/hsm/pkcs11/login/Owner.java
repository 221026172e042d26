package dev.countersign.signer.hsm.pkcs11.login;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A user, by number.
record Owner(int uid) {

    static final Owner ROOT = new Owner(0);

    /// The effective user of this process (proc(5), /proc/pid/status). Who owns `/proc/self` does not tell: that is
    /// root once the process may not be dumped.
    static Owner ofThisProcess() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("Uid:"))
                    .map(line -> new Owner(Integer.parseInt(line.split("\\s+", -1)[2])))
                    .findFirst()
                    .orElseThrow(() -> new IOException("/proc/self/status names no user"));
        }
    }

    /// True if a process of this user may rely on what `other` owns. Root relies on everybody's: it reads the files of
    /// the user that the service runs as.
    boolean trusts(Owner other) {
        return equals(ROOT) || other.equals(ROOT) || equals(other);
    }
}
