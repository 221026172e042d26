package dev.countersign.signer.governance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.ssh.SshKeygen;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Three officers with keys of their own, two of whom must sign; and mallory, who is none.
public record Officers(Map<String, SshKeygen> keys) {

    /// The delay of [#policy].
    public static final int DELAY_SECONDS = 86_400;

    public static Officers make(Path folder) {
        var keys = new TreeMap<String, SshKeygen>();
        for (var name : List.of("alice", "bob", "carol", "mallory")) {
            keys.put(name, SshKeygen.make(folder, name));
        }
        return new Officers(keys);
    }

    /// The head of a governed policy, for the lines before `assets`.
    public String head(long version, String deployment, String buildsOn, String delay) {
        var head = new StringBuilder("version: " + version + "\ndeployment: " + deployment + "\n");
        if (!buildsOn.isEmpty()) {
            head.append("builds_on: \"").append(buildsOn).append("\"\n");
        }
        head.append("officers:\n  threshold: 2\n  delay: ").append(delay).append("\n  keys:\n");
        for (var name : List.of("alice", "bob", "carol")) {
            head.append("    ")
                    .append(name)
                    .append(": \"")
                    .append(key(name).publicKey())
                    .append("\"\n");
        }
        return head.toString();
    }

    /// The text of [PolicyText#FULL] with officers, for the deployment `test`.
    public String policy(long version, String buildsOn) {
        var body = PolicyText.FULL.substring(PolicyText.FULL.indexOf("assets:"));
        return head(version, "test", buildsOn, DELAY_SECONDS + "s") + body;
    }

    /// What `names` signed of a policy.
    public SignedPolicy sign(String policy, String... names) throws Exception {
        var content = bytes(policy);
        var armored = new ArrayList<String>();
        for (var name : names) {
            armored.add(key(name).sign(SignedPolicy.NAMESPACE, content));
        }
        return SignedPolicy.read("policy.yaml", content, armored);
    }

    public SshKeygen key(String name) {
        var key = keys.get(name);
        if (key == null) {
            throw new IllegalArgumentException("no officer " + name);
        }
        return key;
    }

    /// The digest of a policy's text.
    public static String digest(String policy) {
        return Digest32.sha256(policy.getBytes(UTF_8)).hex();
    }

    public static Bytes bytes(String text) {
        return Bytes.of(text.getBytes(UTF_8));
    }
}
