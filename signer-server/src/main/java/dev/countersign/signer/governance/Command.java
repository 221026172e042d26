package dev.countersign.signer.governance;

import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Lever;
import dev.countersign.signer.model.RequestId;
import java.util.regex.Pattern;

/// What an officer orders. Its target is text that says whole what will be done, and for which one
/// thing: an order that was signed for what is in force today does nothing to what comes into force
/// tomorrow.
public sealed interface Command {

    /// A policy that waits is dropped for good. It only tightens, so one officer is enough.
    ///
    ///     action: veto
    ///     target: 64 hex digits
    ///
    /// @param policy the digest of the policy that waits
    record Veto(Digest32 policy) implements Command {}

    /// A lever is let go of: what was frozen thaws, what was revoked is reinstated, a brake ends before
    /// its time.
    ///
    ///     action: unfreeze
    ///     target: entry 1042, freeze client spiffe://firm.example/hot-wallet
    ///
    /// @param entry the index of the journal's entry that pulled it
    /// @param lever what that entry says
    record Unfreeze(long entry, Lever lever) implements Command {}

    /// The charge of a request that is in doubt is given back: no signature of it exists, or none that
    /// can still be used.
    ///
    ///     action: release
    ///     target: entry 1017, request w-1017 of spiffe://firm.example/hot-wallet
    ///
    /// @param entry the index of the journal's entry of its latest reservation
    record Release(long entry, Client client, RequestId requestId) implements Command {}

    Pattern UNFREEZE = Pattern.compile("entry ([0-9]{1,18}), (.+)");

    Pattern RELEASE = Pattern.compile("entry ([0-9]{1,18}), request (\\S+) of (\\S+)");

    /// True if it gives back what was taken away: then as many officers must sign it as must sign a
    /// policy.
    default boolean loosens() {
        return switch (this) {
            case Veto _ -> false;
            case Unfreeze _, Release _ -> true;
        };
    }

    default String action() {
        return switch (this) {
            case Veto _ -> "veto";
            case Unfreeze _ -> "unfreeze";
            case Release _ -> "release";
        };
    }

    default String target() {
        return switch (this) {
            case Veto(var policy) -> policy.hex();
            case Unfreeze(var entry, var lever) -> "entry " + entry + ", " + lever.text();
            case Release(var entry, var client, var requestId) ->
                "entry " + entry + ", request " + requestId + " of " + client;
        };
    }

    /// Reads what [#action] and [#target] wrote.
    ///
    /// @throws IllegalArgumentException in words, if it is no command, or written in another way than
    ///     its own
    static Command parse(String action, String target) {
        var command = switch (action) {
            case "veto" -> new Veto(Digest32.parse(target));
            case "unfreeze" -> unfreeze(target);
            case "release" -> release(target);
            default -> throw new IllegalArgumentException("an order to " + action);
        };
        if (!command.target().equals(target)) {
            throw new IllegalArgumentException("a target that is written in another way than its own: " + target);
        }
        return command;
    }

    private static Command unfreeze(String target) {
        var fields = UNFREEZE.matcher(target);
        if (!fields.matches()) {
            throw new IllegalArgumentException("nothing to unfreeze: " + target);
        }
        return new Unfreeze(Long.parseLong(fields.group(1)), Lever.parse(fields.group(2)));
    }

    private static Command release(String target) {
        var fields = RELEASE.matcher(target);
        if (!fields.matches()) {
            throw new IllegalArgumentException("nothing to release: " + target);
        }
        return new Release(
                Long.parseLong(fields.group(1)), new Client(fields.group(3)), new RequestId(fields.group(2)));
    }
}
