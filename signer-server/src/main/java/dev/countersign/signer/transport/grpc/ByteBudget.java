package dev.countersign.signer.transport.grpc;

import java.util.HashMap;
import java.util.Map;

/// So many bytes for all peers at once, and for each no more than its share. Nobody waits for bytes: there are some, or
/// there are none. Thread-safe.
final class ByteBudget {

    private final long each;
    private final Map<Object, Long> takenByPeer = new HashMap<>();
    private long left;

    /// @param all bytes
    /// @param each bytes of one peer, at most `all`
    ByteBudget(long all, long each) {
        this.left = all;
        this.each = each;
    }

    /// Takes all of it or, if the peer or everybody together would have too much then, nothing.
    ///
    /// @param bytes 0 or more
    /// @return whether it was taken
    synchronized boolean take(Object peer, long bytes) {
        var taken = takenByPeer.getOrDefault(peer, 0L);
        if (bytes > left || bytes > each - taken) {
            return false;
        }
        left -= bytes;
        keep(peer, taken + bytes);
        return true;
    }

    /// Gives back what was taken.
    synchronized void give(Object peer, long bytes) {
        left += bytes;
        keep(peer, takenByPeer.getOrDefault(peer, 0L) - bytes);
    }

    /// Peers that have taken something.
    synchronized int peers() {
        return takenByPeer.size();
    }

    private void keep(Object peer, long taken) {
        if (taken < 0) {
            throw new IllegalStateException("a peer gave back more than it had taken");
        }
        if (taken == 0) {
            takenByPeer.remove(peer);
        } else {
            takenByPeer.put(peer, taken);
        }
    }
}
