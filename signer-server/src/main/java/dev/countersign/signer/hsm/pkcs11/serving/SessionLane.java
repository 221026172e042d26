package dev.countersign.signer.hsm.pkcs11.serving;

import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.model.Lane;

/// Whom a session works for. Checkpoints have a session of their own, so that audit never waits behind withdrawals.
public enum SessionLane {
    WITHDRAWALS,
    ORDERS,
    CHECKPOINTS;

    public static SessionLane of(Lane lane) {
        return switch (lane) {
            case WITHDRAWALS -> WITHDRAWALS;
            case ORDERS -> ORDERS;
        };
    }

    /// How many sessions a token has for it.
    int sessions(TokenSettings settings) {
        return switch (this) {
            case WITHDRAWALS -> settings.sessions().getOrDefault(Lane.WITHDRAWALS, 1);
            case ORDERS -> settings.sessions().getOrDefault(Lane.ORDERS, 1);
            case CHECKPOINTS -> 1;
        };
    }
}
