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

    /// A ledger that was put back to an earlier state, or whose anchor is lost, is served all the same. What
    /// it forgot counts as spent: each window is full, for its length.
    ///
    ///     action: resume
    ///     target: ledger 9f86…, 1204 entries, root 60f5…, anchor 1310 entries
    ///
    /// @param ledgerId 32 hex digits
    /// @param entries of its journal as it is now
    /// @param root of its journal as it is now
    /// @param remembered how many entries the anchor remembers; 0 if there is none
    record Resume(String ledgerId, long entries, Digest32 root, long remembered) implements Command {}

    Pattern UNFREEZE = Pattern.compile("entry ([0-9]{1,18}), (.+)");

    Pattern RELEASE = Pattern.compile("entry ([0-9]{1,18}), request (\\S+) of (\\S+)");

    Pattern RESUME = Pattern.compile(
            "ledger ([0-9a-f]{32}), ([0-9]{1,18}) entries, root ([0-9a-f]{64}), anchor ([0-9]{1,18}) entries");

    /// True if it gives back what was taken away: then as many officers must sign it as must sign a
    /// policy.
    default boolean loosens() {
        return switch (this) {
            case Veto _ -> false;
            case Unfreeze _, Release _, Resume _ -> true;
        };
    }

    default String action() {
        return switch (this) {
            case Veto _ -> "veto";
            case Unfreeze _ -> "unfreeze";
            case Release _ -> "release";
            case Resume _ -> "resume";
        };
    }

    default String target() {
        return switch (this) {
            case Veto(var policy) -> policy.hex();
            case Unfreeze(var entry, var lever) -> "entry " + entry + ", " + lever.text();
            case Release(var entry, var client, var requestId) ->
                "entry " + entry + ", request " + requestId + " of " + client;
            case Resume(var ledgerId, var entries, var root, var remembered) ->
                "ledger " + ledgerId + ", " + entries + " entries, root " + root.hex() + ", anchor " + remembered
                        + " entries";
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
            case "resume" -> resume(target);
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

    private static Command resume(String target) {
        var fields = RESUME.matcher(target);
        if (!fields.matches()) {
            throw new IllegalArgumentException("nothing to resume: " + target);
        }
        return new Resume(
                fields.group(1),
                Long.parseLong(fields.group(2)),
                Digest32.parse(fields.group(3)),
                Long.parseLong(fields.group(4)));
    }
}
