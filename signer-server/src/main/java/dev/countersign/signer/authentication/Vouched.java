package dev.countersign.signer.authentication;

import dev.countersign.signer.model.CaKey;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Which certificates a pinned CA signed, remembered: a client shows the same one with each call, and to verify it
/// takes
/// longer than all else that is asked of it. Thread-safe.
final class Vouched {

    private static final int MOST = 1024;

    private record Question(X509Certificate leaf, CaKey ca) {}

    private final Map<Question, Boolean> answers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Boolean> eldest) {
            return size() > MOST;
        }
    };

    /// True if no CA is pinned, or the one that is signed the certificate.
    boolean holds(Optional<CaKey> ca, X509Certificate leaf) {
        if (ca.isEmpty()) {
            return true;
        }
        var question = new Question(leaf, ca.get());
        synchronized (answers) {
            var answer = answers.get(question);
            if (answer != null) {
                return answer;
            }
        }
        var answer = ca.get().signed(leaf);
        synchronized (answers) {
            answers.put(question, answer);
        }
        return answer;
    }
}
