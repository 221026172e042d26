package dev.countersign.signer.hsm;

import dev.countersign.signer.model.Lane;
import java.util.List;
import java.util.Map;

/// One token, now.
///
/// @param label of the token
/// @param detail why it is not serving, one line; empty while it is
/// @param epoch how often its login was opened since the start of the process, from 1
/// @param keys keys that it serves
/// @param lanes its sessions, by lane
/// @param counts what happened since the start of the process
public record TokenStatus(
        String label, State state, String detail, long epoch, int keys, Map<Lane, Sessions> lanes, Counts counts) {

    /// What a token does.
    public enum State {
        /// Signs.
        SERVING,
        /// An operator took it out: it finishes what it has, and gets nothing new.
        DRAINED,
        /// It failed, and is being opened again.
        RECOVERING,
        /// Its PIN was refused; nothing is tried until the PIN file changes.
        PIN_REFUSED
    }

    /// The sessions of a lane.
    ///
    /// @param open that can take a request
    /// @param busy that are signing
    /// @param hung whose call did not return in time
    /// @param waiting requests in the queue
    public record Sessions(int open, int busy, int hung, int waiting) {}

    /// What happened to it.
    ///
    /// @param faults calls that failed, and signatures that did not verify
    /// @param hangs calls that did not return in time
    /// @param failovers requests that another token took over from it
    public record Counts(long faults, long hangs, long failovers) {}

    /// A token to which nothing happened.
    public TokenStatus(String label, State state, String detail, long epoch, int keys, Map<Lane, Sessions> lanes) {
        this(label, state, detail, epoch, keys, lanes, new Counts(0, 0, 0));
    }

    public TokenStatus {
        lanes = Map.copyOf(lanes);
    }

    /// See [Hsm#backlog].
    static boolean backlog(List<TokenStatus> tokens) {
        var backlog = false;
        for (var token : tokens) {
            for (var sessions : token.lanes().values()) {
                if (sessions.busy() > 0) {
                    if (sessions.waiting() < sessions.open()) {
                        return false;
                    }
                    backlog = true;
                }
            }
        }
        return backlog;
    }
}
