package dev.countersign.signer.transport.operator;

import dev.countersign.signer.model.Brake;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.operations.EmergencyOffice.Command;
import dev.countersign.signer.operations.LeverNames.Scope;
import dev.countersign.v1.BrakeRequest;
import dev.countersign.v1.FreezeRequest;
import dev.countersign.v1.ListLeversRequest;
import dev.countersign.v1.RevokeClientRequest;
import java.time.Duration;
import java.util.regex.Pattern;

/// The contract's levers as model values. Checks form only, as [CommandReader] does.
final class LeverReader {

    private static final Pattern COMMAND_ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
    private static final int MOST_NAME_CHARACTERS = 1024;
    private static final Duration LONGEST = Duration.ofDays(30);

    private LeverReader() {}

    /// What to freeze.
    record Freeze(Command command, Scope scope, String name) {}

    /// How far to brake, and for how long.
    record Braking(Command command, Brake brake, Duration length) {}

    /// @throws Refused MALFORMED_REQUEST, naming the field
    static Freeze read(FreezeRequest request) throws Refused {
        CommandReader.requireKnownFields(request);
        var command = command(request.getCommandId(), request.getReason());
        return switch (request.getTargetCase()) {
            case KEY -> new Freeze(command, Scope.KEY, name("key", request.getKey()));
            case CLIENT -> new Freeze(command, Scope.CLIENT, name("client", request.getClient()));
            case ASSET -> new Freeze(command, Scope.ASSET, name("asset", request.getAsset()));
            case EVERYTHING -> everything(command, request.getEverything());
            case TARGET_NOT_SET ->
                throw CommandReader.malformed("target is missing; name a key, a client or an asset, or everything");
        };
    }

    private static Freeze everything(Command command, boolean set) throws Refused {
        if (!set) {
            throw CommandReader.malformed("everything is false; leave it out, and name what to freeze");
        }
        return new Freeze(command, Scope.ALL, "");
    }

    /// @throws Refused MALFORMED_REQUEST, naming the field
    static Command read(RevokeClientRequest request) throws Refused {
        CommandReader.requireKnownFields(request);
        name("client", request.getClient());
        return command(request.getCommandId(), request.getReason());
    }

    /// @throws Refused MALFORMED_REQUEST, naming the field
    static Braking read(BrakeRequest request) throws Refused {
        CommandReader.requireKnownFields(request);
        if (request.getPercent() < 1 || request.getPercent() > 99) {
            throw CommandReader.malformed("percent is " + Integer.toUnsignedString(request.getPercent())
                    + "; expected 1 to 99, of what the policy's limits say; to stop everything, freeze it");
        }
        var seconds = request.getDurationSeconds();
        if (seconds < 1 || seconds > LONGEST.toSeconds()) {
            throw CommandReader.malformed(
                    "duration_seconds is " + Long.toUnsignedString(seconds) + "; expected 1 to " + LONGEST.toSeconds());
        }
        return new Braking(
                command(request.getCommandId(), request.getReason()),
                new Brake(request.getPercent()),
                Duration.ofSeconds(seconds));
    }

    /// @throws Refused MALFORMED_REQUEST
    static void read(ListLeversRequest request) throws Refused {
        CommandReader.requireKnownFields(request);
    }

    private static Command command(String id, String reason) throws Refused {
        if (!COMMAND_ID.matcher(id).matches()) {
            throw CommandReader.malformed("command_id is not 1 to 64 characters of [A-Za-z0-9._:-]");
        }
        if (reason.isBlank()) {
            throw CommandReader.malformed("reason is missing; say why, for whoever reads the journal");
        }
        return new Command(id, CommandReader.reason(reason));
    }

    private static String name(String field, String value) throws Refused {
        if (value.isEmpty() || value.length() > MOST_NAME_CHARACTERS || CommandReader.hasControls(value)) {
            throw CommandReader.malformed(field + " is no name, 1 to " + MOST_NAME_CHARACTERS + " characters");
        }
        return value;
    }
}
