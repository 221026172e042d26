package dev.countersign.signer.hsm.pkcs11.login;

import dev.countersign.signer.hsm.HsmStartFailed;
import dev.countersign.signer.hsm.TokenSettings;
import java.io.IOException;

/// Waits for a refused PIN to be mended, at the cost of a file read and a stat for each look. For one thread.
public final class PinWatch {

    private final TokenSettings settings;
    private String seen = "";

    public PinWatch(TokenSettings settings) {
        this.settings = settings;
    }

    /// True if [TokenLogin#open] would send the PIN that is in the file now. A file that was changed counts only once
    /// two looks in a row find it the same: half a PIN is a wrong PIN.
    public boolean mayTry() {
        try {
            var present = PinFile.at(settings.pinFile()).identity();
            var settled = present.equals(seen);
            seen = present;
            var earlier = PinRecord.of(settings).read();
            return settled && earlier.filter(entry -> entry.forbids(present)).isEmpty();
        } catch (HsmStartFailed | IOException _) {
            seen = "";
            return false; // the file is away or the record unreadable: nothing to try
        }
    }
}
