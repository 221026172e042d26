package dev.countersign.signer.bundle.file;

import dev.countersign.signer.bundle.Observers;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Fields;
import dev.countersign.signer.yaml.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// `observers`: who tells what is spent on the chains, and how deep it must lie.
///
/// @param names that the policy defines: an asset must be of each chain that is observed
record ObserversReader(Names names) {

    static final String OBSERVERS = "observers";

    private static final FieldNames FIELDS = FieldNames.of(QuorumReader.THRESHOLD, QuorumReader.KEYS, "depth");
    private static final String DEPTHS = "confirmations by chain, such as { \"eip155:1\": 64 }";
    private static final long DEEPEST = 100_000;

    /// Empty for a policy without observers.
    Optional<Observers> read(Fields policy) {
        return policy.optional(OBSERVERS).flatMap(this::read);
    }

    private Optional<Observers> read(Value section) {
        var fields = section.fields(FIELDS);
        var quorum = new QuorumReader("observer").read(section, fields);
        var depth = fields.required("depth", DEPTHS)
                .map(value -> depth(value.entries(DEPTHS)))
                .orElse(Map.of());
        return quorum.map(observers -> new Observers(observers, depth));
    }

    private Map<Chain, Long> depth(Map<String, Value> written) {
        var depth = new HashMap<Chain, Long>();
        written.forEach((name, value) -> {
            var chain = chain(name, value);
            var confirmations = value.integer(1, DEEPEST);
            if (chain.isPresent() && confirmations.isPresent()) {
                depth.put(chain.get(), confirmations.get());
            }
        });
        return depth;
    }

    /// A misspelt one would never be observed, and nothing of it freed.
    private Optional<Chain> chain(String name, Value value) {
        try {
            var chain = Forms.chain(name);
            if (!names.assetsOf(chain).isEmpty()) {
                return Optional.of(chain);
            }
        } catch (IllegalArgumentException e) {
            value.refuse("the chain '" + name + "'", Forms.CHAIN);
            return Optional.empty();
        }
        value.refuse("the chain '" + name + "'", "a chain that an asset is of");
        return Optional.empty();
    }
}
