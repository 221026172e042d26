package dev.countersign.signer.signing;

import dev.countersign.signer.model.IpAddress;
import dev.countersign.signer.model.Refusal;
import java.time.Duration;
import java.util.Optional;

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
    void signed(Call call, boolean replayed, Duration took);

    /// Somebody with a verified certificate called who is no client of the policy, or not where that client may be.
    ///
    /// @param address where the call came from, if the transport told
    void stranger(Refusal refusal, Optional<IpAddress> address);

    /// An authenticated client was refused. The refusal is the one that is reported.
    void refused(Call call, Refusal refusal, Duration took);
}
