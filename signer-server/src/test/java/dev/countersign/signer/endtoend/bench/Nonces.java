package dev.countersign.signer.endtoend.bench;

import java.util.TreeSet;

/// Nonces as a client of many callers takes them: each once, and none further ahead of the lowest without an
/// answer than the policy allows.
final class Nonces {

    /// `ahead` of the development policy.
    private static final int AHEAD = 256;

    private final TreeSet<Long> unanswered = new TreeSet<>();
    private long next;

    /// The next nonce, as soon as it may be asked for.
    synchronized long take() throws InterruptedException {
        while (!unanswered.isEmpty() && next > unanswered.getFirst() + AHEAD) {
            wait();
        }
        unanswered.add(next);
        return next++;
    }

    /// Must follow each [#take], once there is an answer.
    synchronized void answered(long nonce) {
        unanswered.remove(nonce);
        notifyAll();
    }
}
