package dev.countersign.softhsm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the build compiled from `src/main/c`, which lies beside the classes.
final class NativePart {

    private NativePart() {}

    /// Copies the part `name` into `directory`, executable. A copy of a library is an instance of its
    /// own, with its own static state.
    static Path copy(String name, Path directory) {
        try (var in = NativePart.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(
                        name + " is not built; install a C compiler (bin/setup) and build again");
            }
            var file = directory.resolve(name).toAbsolutePath();
            Files.copy(in, file);
            if (!file.toFile().setExecutable(true)) {
                throw new IllegalStateException("cannot make executable: " + file);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
