package dev.countersign.signer.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.model.Digest32;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Policies of any version, for tests of what happens when the policy changes.
public final class TestBundles {

    private TestBundles() {}

    /// A policy of one key, which knows the clients of its rules; its digest is that of version and key.
    public static PolicyBundle bundle(long version, KeyPolicy key) {
        return new PolicyBundle(
                version,
                Digest32.sha256((version + "/" + key).getBytes(UTF_8)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                TestGrants.bundle(key).keys().stream()
                        .flatMap(policy -> policy.rules().stream())
                        .flatMap(rule -> rule.clients().stream())
                        .distinct()
                        .map(client ->
                                new ClientDefinition(client.spiffeId(), client, Optional.empty(), Optional.empty()))
                        .toList(),
                Map.of(key.id(), key),
                List.of(),
                SharedLimits.NONE,
                new AddressBook(Map.of(), Map.of()));
    }
}
