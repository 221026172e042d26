package dev.countersign.signer.signing;

import dev.countersign.signer.model.IpAddress;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Keeps the reasons.
record RefusalList(List<Reason> reasons) implements SigningObserver {

    @Override
    public void stage(Stage stage, Duration took) {}

    @Override
    public void stranger(Refusal refusal, Optional<IpAddress> address) {}

    @Override
    public void signed(Call call, boolean replayed, Duration took) {}

    @Override
    public void refused(Call call, Refusal refusal, Duration took) {
        reasons.add(refusal.reason());
    }
}
