package dev.countersign.signer.signing;

import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.SigningRequest;
import java.time.Duration;

/// Told what the corridor does. Must not throw and must not block.
public interface SigningObserver {

    /// The steps of the story whose time is worth knowing.
    enum Stage {
        FIND,
        DECODE,
        POLICY,
        RESERVE,
        SIGN,
        SETTLE
    }

    void stage(Stage stage, Duration took);

    /// A signature left.
    ///
    /// @param replayed true if it is the recorded answer of an earlier request
    void signed(Client client, SigningRequest request, boolean replayed, Duration took);

    void refused(Client client, SigningRequest request, Reason reason, String message, Duration took);
}
