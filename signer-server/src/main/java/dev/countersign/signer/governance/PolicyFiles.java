package dev.countersign.signer.governance;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.PolicyInvalid;
import dev.countersign.signer.bundle.PolicyLoader;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.ssh.SshSignature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A policy file and the signatures that lie beside it: `policy.yaml`, `policy.yaml.sig`, `policy.yaml.alice.sig`.
///
/// @param armored the signatures, in the order of their files' names
public record PolicyFiles(PolicyBundle bundle, Bytes content, List<String> armored) {

    public PolicyFiles {
        armored = List.copyOf(armored);
    }

    /// Reads the file and what lies beside it.
    ///
    /// @throws PolicyInvalid if the policy does not load
    /// @throws IOException if a signature cannot be read
    public static PolicyFiles read(Path policy) throws PolicyInvalid, IOException {
        var file = new PolicyLoader().open(policy);
        return new PolicyFiles(file.bundle(), file.content(), beside(policy));
    }

    /// The policy with what was signed of it.
    ///
    /// @throws Refused POLICY_UNSIGNED if a signature is not of the form
    public SignedPolicy signed() throws Refused {
        return SignedPolicy.of(bundle, content, armored);
    }

    private static List<String> beside(Path policy) throws IOException {
        var folder = policy.toAbsolutePath().getParent();
        if (folder == null) {
            return List.of();
        }
        var prefix = policy.getFileName() + ".";
        var armored = new ArrayList<String>();
        try (var files = Files.list(folder)) {
            for (var file : files.sorted().toList()) {
                var name = String.valueOf(file.getFileName());
                if (name.startsWith(prefix) && name.endsWith(".sig")) {
                    armored.add(read(file, SshSignature.MAX_CHARACTERS));
                }
            }
        }
        return armored;
    }

    private static String read(Path file, int most) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(most + 1), StandardCharsets.ISO_8859_1);
        }
    }
}
