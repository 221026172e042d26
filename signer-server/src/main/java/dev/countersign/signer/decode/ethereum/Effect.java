package dev.countersign.signer.decode.ethereum;

import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.decode.Movement;
import java.util.List;

/// What a transaction does on its chain, fees apart.
record Effect(Permission kind, List<Movement> movements) {

    static Effect cancel() {
        return new Effect(Permission.CANCEL, List.of());
    }

    static Effect transfer(Movement movement) {
        return new Effect(Permission.TRANSFER, List.of(movement));
    }
}
