package dev.countersign.signer.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.ssh.SshSignature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--key FILE`: an OpenSSH key of an officer, or of another who signs. `ssh-keygen` itself signs with it, so that
/// passphrases, agents and security keys work as people are used to, and no private key passes through here.
public final class OpenSshKey {

    @Option(
            names = "--key",
            required = true,
            paramLabel = "FILE",
            description = {
                "an Ed25519 key of OpenSSH's, such as ~/.ssh/id_ed25519 or ~/.ssh/id_ed25519_sk;",
                "its .pub file if the key is in an agent"
            })
    private @Nullable Path file;

    /// Signs a file, exactly as it is.
    ///
    /// @param namespace what the signature is for
    /// @return the signature's file, `FILE.NAME.sig` for a key called NAME
    /// @throws IOException if ssh-keygen does not run or refuses, or what it made does not hold
    public Path sign(Path signed, String namespace) throws IOException, InterruptedException {
        var key = requireNonNull(file);
        var content = Files.readAllBytes(signed);
        var armored = sshKeygen(key, namespace, content);
        if (!SshSignature.parse(armored).holds(namespace, Bytes.of(content))) {
            throw new IOException("ssh-keygen made a signature that does not hold; is the key an Ed25519 key?");
        }
        var made = signed.resolveSibling(signed.getFileName() + "." + name(key) + ".sig");
        return Files.writeString(made, armored);
    }

    private static String name(Path key) {
        return String.valueOf(key.getFileName()).replaceFirst("\\.pub$", "");
    }

    /// On its standard input, so that what is signed is what was read here.
    private static String sshKeygen(Path key, String namespace, byte[] content)
            throws IOException, InterruptedException {
        var process = new ProcessBuilder("ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f", key.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var out = process.getOutputStream()) {
            out.write(content);
        }
        var armored = new String(process.getInputStream().readAllBytes(), US_ASCII);
        if (process.waitFor() != 0) {
            throw new IOException("ssh-keygen did not sign with " + key + "; it said why above");
        }
        return armored;
    }
}
