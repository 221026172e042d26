package dev.countersign.signer;

import dev.countersign.signer.ledger.engine.Engine;
import dev.countersign.signer.model.Refused;
import java.nio.file.Path;

/// The policy cannot be taken into service. The message is one line that names the file and says what to do.
public final class StartRefused extends Exception {

    private static final long serialVersionUID = 1L;

    StartRefused(Path policy, String problem) {
        super(policy + ": " + problem);
    }

    StartRefused(Engine ledger, Refused refused) {
        super(ledger + ": " + refused.refusal().message(), refused);
    }

    StartRefused(Path policy, Refused refused) {
        super(policy + ": " + refused.refusal().message(), refused);
    }
}
