package dev.countersign.signer.governance;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.PolicyInvalid;
import dev.countersign.signer.bundle.PolicyLoader;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.ssh.SshSignature;
import java.util.ArrayList;
import java.util.List;

/// A policy and what was signed of it. Who signed, and whether that holds, [Succession] says.
///
/// @param content the policy's bytes: what is signed, and what its digest is of
/// @param armored the signatures as `ssh-keygen` wrote them, at most 64
public record SignedPolicy(PolicyBundle bundle, Bytes content, List<String> armored, List<SshSignature> signatures) {

    /// What officers sign policies for; a signature for anything else is none.
    public static final String NAMESPACE = "countersign-policy";

    private static final int MOST_SIGNATURES = 64;

    public SignedPolicy {
        armored = List.copyOf(armored);
        signatures = List.copyOf(signatures);
    }

    /// Takes a policy and its signatures apart.
    ///
    /// @param fileName how problems name the policy
    /// @throws PolicyInvalid if the policy does not load
    /// @throws Refused POLICY_UNSIGNED if a signature is not of the form, or there are too many
    public static SignedPolicy read(String fileName, Bytes content, List<String> armored)
            throws PolicyInvalid, Refused {
        return of(new PolicyLoader().parse(fileName, content), content, armored);
    }

    /// The same of a policy that was loaded before.
    ///
    /// @throws Refused POLICY_UNSIGNED if a signature is not of the form, or there are too many
    public static SignedPolicy of(PolicyBundle bundle, Bytes content, List<String> armored) throws Refused {
        return new SignedPolicy(bundle, content, armored, signatures(armored, Reason.POLICY_UNSIGNED));
    }

    /// Reads what `ssh-keygen` wrote. Whether it holds is another question.
    ///
    /// @param reason of the refusal if one is not of the form, or there are too many
    public static List<SshSignature> signatures(List<String> armored, Reason reason) throws Refused {
        if (armored.size() > MOST_SIGNATURES) {
            throw new Refused(reason, armored.size() + " signatures; give at most " + MOST_SIGNATURES);
        }
        var signatures = new ArrayList<SshSignature>();
        for (var one : armored) {
            signatures.add(signature(one, reason));
        }
        return signatures;
    }

    static SshSignature signature(String armored, Reason reason) throws Refused {
        try {
            return SshSignature.parse(armored);
        } catch (IllegalArgumentException e) {
            throw new Refused(reason, e.getMessage() + "; sign with an Ed25519 key");
        }
    }
}
