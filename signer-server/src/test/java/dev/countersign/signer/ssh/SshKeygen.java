package dev.countersign.signer.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.model.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A key of an officer's, made and used by OpenSSH's own `ssh-keygen`.
public record SshKeygen(Path privateKey) {

    /// Makes a key pair without a passphrase.
    public static SshKeygen make(Path folder, String name) {
        return make(folder, name, "ed25519");
    }

    static SshKeygen make(Path folder, String name, String type) {
        var key = folder.resolve(name);
        run(folder, List.of("-q", "-t", type, "-N", "", "-C", name + "@firm.example", "-f", key.toString()));
        return new SshKeygen(key);
    }

    /// The line of its `.pub` file.
    public String publicLine() {
        try {
            return Files.readString(privateKey.resolveSibling(privateKey.getFileName() + ".pub"))
                    .strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// As in a policy, without its comment.
    public String publicKey() {
        return SshPublicKey.parse(publicLine()).text();
    }

    /// The armored signature of some bytes.
    public String sign(String namespace, Bytes content, String... more) {
        try {
            var folder = Files.createTempDirectory(privateKey.toAbsolutePath().getParent(), "signed");
            var file = Files.write(folder.resolve("content"), content.toByteArray());
            var command = new ArrayList<>(List.of("-q", "-Y", "sign", "-n", namespace, "-f", privateKey.toString()));
            command.addAll(List.of(more));
            command.add(file.toString());
            run(folder, command);
            return Files.readString(folder.resolve("content.sig"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether ssh-keygen itself finds that a signature holds, whoever made it.
    static boolean accepts(Path folder, String namespace, Bytes content, String armored) throws Exception {
        var signature = Files.writeString(folder.resolve("checked.sig"), armored);
        var file = Files.write(folder.resolve("checked"), content.toByteArray());
        var process = new ProcessBuilder(
                        "ssh-keygen", "-Y", "check-novalidate", "-n", namespace, "-s", signature.toString())
                .redirectInput(file.toFile())
                .redirectErrorStream(true)
                .start();
        process.getInputStream().readAllBytes();
        return process.waitFor() == 0;
    }

    private static void run(Path folder, List<String> arguments) {
        var command = new ArrayList<>(List.of("ssh-keygen"));
        command.addAll(arguments);
        try {
            var process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(said).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("ssh-keygen did not run; bin/setup installs it", e);
        }
    }
}
