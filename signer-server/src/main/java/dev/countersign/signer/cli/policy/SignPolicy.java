package dev.countersign.signer.cli.policy;

import dev.countersign.signer.bundle.PolicyLoader;
import dev.countersign.signer.cli.OpenSshKey;
import dev.countersign.signer.governance.SignedPolicy;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "sign",
        description = {
            "Signs a policy with an officer's OpenSSH key, if it loads. Read `countersign policy diff` first: it says",
            "in words what the policy changes."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The same without this program: ssh-keygen -Y sign -n " + SignedPolicy.NAMESPACE + " -f KEY policy.yaml",
            "Example: countersign policy sign --key ~/.ssh/id_ed25519 policy.yaml"
        })
final class SignPolicy implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private final OpenSshKey key = new OpenSshKey();

    @Parameters(paramLabel = "FILE", description = "the policy")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path file;

    @Override
    public Integer call() throws Exception {
        var bundle = new PolicyLoader().load(file);
        var made = key.sign(file, SignedPolicy.NAMESPACE);
        spec.commandLine()
                .getOut()
                .println("signed policy version %d, digest %s: %s".formatted(bundle.version(), bundle.digest(), made));
        return 0;
    }
}
