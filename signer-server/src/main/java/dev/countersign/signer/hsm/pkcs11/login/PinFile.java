package dev.countersign.signer.hsm.pkcs11.login;

import dev.countersign.signer.hsm.HsmStartFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The file that holds a PIN: who may reach it, and which file it is.
///
/// @param credential true if systemd made it for this run of the service (systemd.exec(5), LoadCredential): a new file
///     at each start, whatever it holds
record PinFile(Path path, boolean credential) {

    private static final String CREDENTIAL = "credential";

    static PinFile at(Path path) {
        var credentials = System.getenv("CREDENTIALS_DIRECTORY");
        return new PinFile(path, credentials != null && path.startsWith(Path.of(credentials)));
    }

    /// What tells this file from the one that was here before, or will be here later: device, inode, size, and
    /// the times of its content and of its attributes. Nothing is made from the PIN: its digest could be
    /// guessed. A credential is a new file after each start, so all that it ever was counts as one.
    String identity() throws HsmStartFailed {
        try {
            if (credential) {
                return CREDENTIAL;
            }
            var file = Files.readAttributes(path.toRealPath(), "unix:dev,ino,size,lastModifiedTime,ctime");
            return "%s:%s:%s:%d:%d"
                    .formatted(
                            file.get("dev"),
                            file.get("ino"),
                            file.get("size"),
                            nanos(file, "lastModifiedTime"),
                            nanos(file, "ctime"));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /// A PIN that others can read is no secret, and one that others can write lets them lock the token.
    void refuseUnfit() throws HsmStartFailed {
        try {
            var real = path.toRealPath();
            var user = Owner.ofThisProcess();
            var objection = FileFacts.of(real).objection(path, user);
            if (objection.isEmpty()) {
                var folder = Optional.ofNullable(real.getParent()).orElse(real);
                objection = FileFacts.of(folder).objectionToFolder(path, folder, user);
            }
            if (!objection.isEmpty()) {
                throw new HsmStartFailed(objection);
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    HsmStartFailed unreadable(IOException e) {
        if (e instanceof NoSuchFileException) {
            return new HsmStartFailed("no PIN file at " + path + "; put the user PIN of the token there, mode 0600");
        }
        return new HsmStartFailed(
                "PIN file " + path + " cannot be read: " + e.getClass().getSimpleName());
    }

    private static long nanos(Map<String, Object> file, String time) {
        return file.get(time) instanceof FileTime it ? it.to(TimeUnit.NANOSECONDS) : 0;
    }
}
