package dev.countersign.signer.transport.operator;

import dev.countersign.signer.hsm.TokenStatus;
import dev.countersign.signer.hsm.TokenStatus.Sessions;
import dev.countersign.signer.operations.Maintenance;
import dev.countersign.v1.Token;
import dev.countersign.v1.TokenLane;
import dev.countersign.v1.TokenState;
import java.util.Comparator;
import java.util.Locale;

/// A token's status as the contract's message.
final class TokenWriter {

    private TokenWriter() {}

    static Token token(TokenStatus status) {
        var token = Token.newBuilder()
                .setLabel(status.label())
                .setState(state(status))
                .setDetail(status.detail())
                .setEpoch(status.epoch())
                .setKeys(status.keys());
        status.lanes().entrySet().stream()
                .map(lane -> lane(lane.getKey().name().toLowerCase(Locale.ROOT), lane.getValue()))
                .sorted(Comparator.comparing(TokenLane::getLane))
                .forEach(token::addLanes);
        return token.build();
    }

    private static TokenState state(TokenStatus status) {
        return switch (status.state()) {
            case SERVING -> TokenState.TOKEN_STATE_SERVING;
            case DRAINED ->
                Maintenance.finished(status) ? TokenState.TOKEN_STATE_DRAINED : TokenState.TOKEN_STATE_DRAINING;
            case RECOVERING -> TokenState.TOKEN_STATE_RECOVERING;
            case PIN_REFUSED -> TokenState.TOKEN_STATE_PIN_REFUSED;
        };
    }

    private static TokenLane lane(String name, Sessions sessions) {
        return TokenLane.newBuilder()
                .setLane(name)
                .setOpen(sessions.open())
                .setBusy(sessions.busy())
                .setHung(sessions.hung())
                .setWaiting(sessions.waiting())
                .build();
    }
}
