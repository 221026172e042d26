package dev.countersign.signer.bundle;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.ssh.SshPublicKey;
import dev.countersign.signer.ssh.SshSignature;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// People or machines of whom a certain number must sign.
///
/// @param keys by their holders' names, at least one, each key once
/// @param threshold how many must sign, 1 to as many as there are
public record Quorum(Map<String, SshPublicKey> keys, int threshold) {

    public Quorum {
        keys = Map.copyOf(keys);
        if (threshold < 1 || threshold > keys.size()) {
            throw new IllegalArgumentException(threshold + " of " + keys.size() + " keys");
        }
        if (new HashSet<>(keys.values()).size() < keys.size()) {
            throw new IllegalArgumentException("one key under two names");
        }
    }

    /// The name of the holder of a key; empty if it is nobody's.
    public Optional<String> holder(SshPublicKey key) {
        return keys.entrySet().stream()
                .filter(held -> held.getValue().equals(key))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /// Who of them signed `content`, in the order of their names, each once however often they signed. What others
    /// signed, or what does not hold, counts nothing.
    ///
    /// @param namespace what it must have been signed for
    public List<String> signers(String namespace, Bytes content, List<SshSignature> signatures) {
        var signers = new TreeSet<String>();
        for (var signature : signatures) {
            holder(signature.key())
                    .filter(_ -> signature.holds(namespace, content))
                    .ifPresent(signers::add);
        }
        return List.copyOf(signers);
    }

    /// Their names for people; `none` if nobody signed.
    public static String words(Collection<String> signers) {
        return signers.isEmpty() ? "none" : String.join(", ", signers);
    }

    /// True if so many are enough.
    public boolean suffices(Collection<String> signers) {
        return signers.size() >= threshold;
    }
}
