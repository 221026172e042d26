package dev.countersign.signer.bundle;

import dev.countersign.signer.bundle.file.PolicyFile;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.yaml.YamlFile;
import dev.countersign.signer.yaml.YamlInvalid;
import java.nio.file.Path;

/// Makes a [PolicyBundle] of policy.yaml, or says everything that is wrong with it. docs/policy.md is the reference
/// of the file. Stateless.
public final class PolicyLoader {

    /// A policy and the bytes that it was read from.
    public record Loaded(PolicyBundle bundle, Bytes content) {}

    /// Reads the policy at `path`.
    ///
    /// @throws PolicyInvalid if any of it is not understood, or if it allows what no limit covers
    public PolicyBundle load(Path path) throws PolicyInvalid {
        return open(path).bundle();
    }

    /// The same, with its bytes, which are read once.
    public Loaded open(Path path) throws PolicyInvalid {
        try {
            var file = YamlFile.load(path);
            return new Loaded(bundle(file), file.content());
        } catch (YamlInvalid e) {
            throw new PolicyInvalid(e);
        }
    }

    /// Reads a policy's bytes.
    ///
    /// @param fileName how problems name the file
    /// @throws PolicyInvalid if any of it is not understood, or if it allows what no limit covers
    public PolicyBundle parse(String fileName, Bytes content) throws PolicyInvalid {
        try {
            return bundle(YamlFile.parse(fileName, content));
        } catch (YamlInvalid e) {
            throw new PolicyInvalid(e);
        }
    }

    private static PolicyBundle bundle(YamlFile file) throws YamlInvalid {
        var policy = PolicyFile.read(file);
        var digest = Digest32.sha256(file.content().toByteArray());
        return new PolicyBundle(
                policy.version(),
                digest,
                policy.governance(),
                policy.reference(),
                policy.observers(),
                policy.clients(),
                policy.keys(),
                policy.venueKeys(),
                policy.sharedLimits(),
                policy.addressBook());
    }
}
