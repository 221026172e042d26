package dev.countersign.softhsm;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// One SoftHSM configuration: a `softhsm2.conf`, its directory of tokens, and the PIN files beside
/// them.
final class TokenHome {

    private static final List<Path> MODULES = Stream.of(
                    "/usr/lib/softhsm/libsofthsm2.so",
                    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
                    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
                    "/usr/lib64/pkcs11/libsofthsm2.so",
                    "/usr/lib64/libsofthsm2.so",
                    "/usr/local/lib/softhsm/libsofthsm2.so")
            .map(Path::of)
            .toList();

    private final Path module;
    private final Path directory;
    private final Path configuration;

    private TokenHome(Path module, Path directory, Path configuration) {
        this.module = module;
        this.directory = directory;
        this.configuration = configuration;
    }

    private static final class ThisJvm {
        static final TokenHome HOME = in(temporaryDirectory());
    }

    static TokenHome ofThisJvm() {
        return ThisJvm.HOME;
    }

    private static Path module() {
        return MODULES.stream()
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("SoftHSM2 is not installed; run: apt-get install softhsm2"));
    }

    static TokenHome in(Path directory) {
        try {
            var tokens = Files.createDirectories(directory.resolve("tokens").toAbsolutePath());
            var configuration = directory.resolve("softhsm2.conf").toAbsolutePath();
            Files.writeString(configuration, """
                    directories.tokendir = %s
                    objectstore.backend = file
                    log.level = ERROR
                    slots.removable = false
                    """.formatted(tokens));
            return new TokenHome(module(), directory.toAbsolutePath(), configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The home of a token that one of these homes made.
    static TokenHome of(SoftHsmToken token) {
        var configuration = token.environment().get("SOFTHSM2_CONF");
        return new TokenHome(module(), token.directory(), Path.of(requireNonNull(configuration)));
    }

    /// A new token, made through the library of this JVM.
    SoftHsmToken initialiseHere() {
        var token = describe("test-" + randomHex(4));
        SoftHsmLibrary.ofThisJvm(module, token.environment())
                .initialise(token.label(), read(token.soPinFile()), read(token.pinFile()));
        return token;
    }

    /// A new token, made by `softhsm2-util` in a process of its own. It takes the PINs only as
    /// arguments or from a terminal; on a command line they can be read by every user of this machine
    /// for some milliseconds, which is acceptable for a token that lives as long as a test, and for
    /// nothing else.
    SoftHsmToken initialiseElsewhere(String label) {
        var token = describe(label);
        var builder = new ProcessBuilder(
                "softhsm2-util",
                "--init-token",
                "--free",
                "--label",
                label,
                "--so-pin",
                read(token.soPinFile()),
                "--pin",
                read(token.pinFile()));
        builder.environment().putAll(token.environment());
        builder.redirectErrorStream(true);
        try {
            var process = builder.start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("softhsm2-util made no token: " + output);
            }
        } catch (IOException e) {
            throw new IllegalStateException("softhsm2-util does not run; run: apt-get install softhsm2", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a token was made", e);
        }
        return token;
    }

    /// Copies the directory of `original` and gives the copy a label and a serial number of its own.
    SoftHsmToken cloneToken(SoftHsmToken original, String label) {
        var tokens = directory.resolve("tokens");
        TokenDirectory.labelled(tokens, original.label()).copy(tokens, label);
        if (directory.equals(ofThisJvm().directory)) {
            SoftHsmLibrary.ofThisJvm(module, original.environment()).reopen();
        }
        return new SoftHsmToken(
                original.module(), label, original.environment(), directory, original.pinFile(), original.soPinFile());
    }

    private SoftHsmToken describe(String label) {
        return new SoftHsmToken(
                module,
                label,
                Map.of("SOFTHSM2_CONF", configuration.toString()),
                directory,
                newPinFile(label + ".pin"),
                newPinFile(label + ".so-pin"));
    }

    private Path newPinFile(String name) {
        try {
            var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            var file = Files.createFile(directory.resolve(name), ownerOnly);
            return Files.writeString(file, randomHex(16));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String randomHex(int bytes) {
        var random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path temporaryDirectory() {
        try {
            var parent = Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir")));
            return Files.createTempDirectory(parent, "softhsm-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
