package dev.countersign.signer.ledger.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A real PostgreSQL 17: the binaries of io.zonky.test, unpacked once for a machine.
final class PostgresBinaries {

    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

    /// PostgreSQL refuses to be run by root.
    private static final boolean ROOT = System.getProperty("user.name").equals("root");

    private PostgresBinaries() {}

    /// `program` of PostgreSQL with `arguments`, run by a user that may.
    static List<String> command(String program, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        if (ROOT) {
            command.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
        }
        command.add(home().resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /// A folder that the same user may use, wherever tests of this user have theirs.
    static Path folder() throws IOException {
        var folder = Files.createTempDirectory("countersign-postgres-data-");
        if (ROOT) {
            run("chown", "nobody:nogroup", folder.toString());
            run("chmod", "a+x", folder.toString());
        }
        return folder;
    }

    private static synchronized Path home() throws IOException {
        var home = Path.of(System.getProperty("java.io.tmpdir"), "countersign-postgres-17.5.0");
        if (Files.isExecutable(home.resolve("bin/postgres"))) {
            return home;
        }
        var draft = Files.createTempDirectory("countersign-postgres-");
        var archive = draft.resolve("postgres.txz");
        try (var in = PostgresBinaries.class.getResourceAsStream(ARCHIVE)) {
            if (in == null) {
                throw new IOException(ARCHIVE + " is not on the classpath");
            }
            Files.copy(in, archive);
        }
        run("tar", "xJf", archive.toString(), "-C", draft.toString());
        Files.delete(archive);
        run("chmod", "-R", "a+rX", draft.toString());
        try {
            Files.move(draft, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isExecutable(home.resolve("bin/postgres"))) {
                throw e; // not because another process was quicker
            }
        }
        return home;
    }

    static String run(String... command) {
        return run(List.of(command));
    }

    static String run(List<String> command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + ": " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
