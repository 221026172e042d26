package dev.countersign.signer.hsm.pkcs11.login;

import dev.countersign.signer.hsm.HsmStartFailed;
import dev.countersign.signer.hsm.PinRefused;
import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.login.PinRecord.Entry;
import dev.countersign.signer.hsm.pkcs11.login.PinRecord.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.time.Duration;

/// One try of one PIN. What it may come to is on disk before the token is asked, so that neither a restart nor a kill
/// in the middle makes a second one of it:
///
/// - A PIN that the token refused is not sent again before its file changes.
/// - A try that never ended (killed, hung, power lost) may have been counted, or not: one more is made, never two.
///
/// One try at a time for each token and state folder, by a lock that ends with the process.
final class PinTry implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final TokenSettings settings;
    private final String serialNumber;
    private final PinRecord record;
    private final FileChannel lock;

    private PinTry(TokenSettings settings, String serialNumber, FileChannel lock) {
        this.settings = settings;
        this.serialNumber = serialNumber;
        this.record = PinRecord.of(settings);
        this.lock = lock;
    }

    /// Waits for its turn.
    ///
    /// @param serialNumber of the token, for people
    static PinTry begin(TokenSettings settings, String serialNumber) throws HsmStartFailed {
        try {
            return new PinTry(settings, serialNumber, lock(settings));
        } catch (IOException e) {
            throw notRecorded(settings, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HsmStartFailed("the login to token '" + settings.label() + "' was called off");
        }
    }

    /// Puts on disk that a PIN is about to be sent.
    ///
    /// @param identity of its file
    /// @throws PinRefused if it must not be
    void announce(String identity) throws HsmStartFailed {
        try {
            var earlier = record.read().filter(entry -> entry.identity().equals(identity));
            if (earlier.isPresent() && earlier.get().forbids(identity)) {
                throw refusal(earlier.get());
            }
            write(new Entry(earlier.isPresent() ? Progress.TRYING_AGAIN : Progress.TRYING, identity, ""));
        } catch (IOException e) {
            throw notRecorded(settings, e);
        }
    }

    /// The token took the PIN, or answered something that is not about it.
    void withdraw() throws HsmStartFailed {
        try {
            record.remove();
        } catch (IOException e) {
            throw notRecorded(settings, e);
        }
    }

    /// The token refused the PIN. If that cannot be written, what [#announce] wrote allows one more try and no second.
    PinRefused refused(String identity, String answer) throws HsmStartFailed {
        var entry = new Entry(Progress.REFUSED, identity, answer);
        try {
            write(entry);
        } catch (IOException e) {
            throw notRecorded(settings, e);
        }
        return refusal(entry);
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(Entry entry) throws IOException {
        record.write(
                entry,
                "token: " + settings.label() + ", serial number " + serialNumber,
                "pin_file: " + settings.pinFile());
    }

    private PinRefused refusal(Entry entry) {
        var pinFile = settings.pinFile();
        var again = PinFile.at(pinFile).credential()
                ? "before the credential is set right and " + record.file() + " is deleted"
                : "before the file changes: correct it; if the token's PIN was changed instead, run: touch " + pinFile;
        if (entry.progress() == Progress.REFUSED) {
            return new PinRefused("token '%s' refuses the PIN in %s (%s); it was tried once and is not sent again %s"
                    .formatted(settings.label(), pinFile, entry.answer(), again));
        }
        return new PinRefused(("two tries of the PIN in %s at token '%s' never ended, so nobody knows whether the token"
                        + " counts them; it is not sent again %s")
                .formatted(pinFile, settings.label(), again));
    }

    private static FileChannel lock(TokenSettings settings) throws IOException, HsmStartFailed, InterruptedException {
        var channel = PinRecord.openLock(settings);
        for (var waited = Duration.ZERO; waited.compareTo(PATIENCE) < 0; waited = waited.plus(LOOK_EVERY)) {
            if (locked(channel)) {
                return channel;
            }
            Thread.sleep(LOOK_EVERY);
        }
        channel.close();
        throw new HsmStartFailed("another login to token '" + settings.label() + "' has been under way for "
                + PATIENCE.toSeconds() + " s, in this process or another; see that the token answers");
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false; // this process has it
        }
    }

    private static HsmStartFailed notRecorded(TokenSettings settings, IOException e) {
        return new HsmStartFailed("that a PIN was refused must outlive a restart, and the folder for it, "
                + settings.state() + ", cannot be used: " + e.getClass().getSimpleName() + ": " + e.getMessage()
                + "; nothing logs in to token '" + settings.label() + "' before this user can write there");
    }
}
