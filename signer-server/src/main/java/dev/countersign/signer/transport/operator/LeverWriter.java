package dev.countersign.signer.transport.operator;

import dev.countersign.signer.ledger.lever.PulledLever;
import dev.countersign.signer.model.Lever.PullBrake;
import dev.countersign.signer.transport.grpc.Timestamps;
import dev.countersign.v1.Lever;
import dev.countersign.v1.LeverKind;

/// A lever as the contract's message.
final class LeverWriter {

    private LeverWriter() {}

    static Lever lever(PulledLever pulled) {
        var lever = pulled.lever();
        var message = Lever.newBuilder()
                .setJournalIndex(pulled.index())
                .setKind(kind(lever.kind()))
                .setText(lever.text())
                .setScope(lever.scope())
                .setTarget(lever.target())
                .setOperator(pulled.operator())
                .setReason(pulled.reason())
                .setSince(Timestamps.of(pulled.at()));
        if (lever instanceof PullBrake(var brake, var until)) {
            message.setPercent(brake.percent()).setUntil(Timestamps.of(until));
        }
        return message.build();
    }

    private static LeverKind kind(dev.countersign.signer.model.Lever.Kind kind) {
        return switch (kind) {
            case FREEZE -> LeverKind.LEVER_KIND_FREEZE;
            case REVOKE -> LeverKind.LEVER_KIND_REVOKE;
            case BRAKE -> LeverKind.LEVER_KIND_BRAKE;
        };
    }
}
