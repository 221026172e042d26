package dev.countersign.signer.governance;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Digest32;
import java.util.List;

/// Observations for the tests of other rooms, signed by nobody.
public final class TestWitnessed {

    private TestWitnessed() {}

    /// What the observers of `policy` saw at a block, whose hash is told by its number.
    public static Witnessed at(PolicyBundle policy, Chain chain, long block, Sighting... sightings) {
        return at(policy, chain, block, hash(block), sightings);
    }

    /// The same of a block of another hash.
    public static Witnessed at(PolicyBundle policy, Chain chain, long block, Digest32 hash, Sighting... sightings) {
        var observation = new Observation("test", chain, block, hash, 64, List.of(sightings));
        return new Witnessed(
                observation,
                List.of("node-a", "node-b"),
                Digest32.sha256(observation.text().toByteArray()),
                policy.digest());
    }

    public static Digest32 hash(long block) {
        return Digest32.sha256(Long.toString(block).getBytes(US_ASCII));
    }
}
