package dev.countersign.softhsm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A disk that fails on demand, for processes that are started with [#environment]. The files themselves are well: what
/// fails is the call (`faulty_disk.c`).
///
/// Calls are `sync`, `write`, `open` (for writing) and `rename` (of the new name). A call that begins after a rule was
/// given meets it.
public final class FaultyDisk {

    // errno(3) of Linux
    public static final int EIO = 5;
    public static final int ENOSPC = 28;
    public static final int EROFS = 30;

    private final Path library;
    private final Path rules;

    private FaultyDisk(Path library, Path rules) {
        this.library = library;
        this.rules = rules;
    }

    /// One without faults, which keeps its own files in `directory`.
    public static FaultyDisk in(Path directory) {
        try {
            var own = Files.createTempDirectory(directory, "disk-");
            return new FaultyDisk(NativePart.copy("faulty_disk.so", own), own.resolve("rules"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What a process must have in its environment to meet the faults.
    public Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.toString(), "COUNTERSIGN_FAULTY_DISK", rules.toString());
    }

    /// The next such call on a file whose path ends with `end` fails with `errno`; those after it do not.
    public void failOnce(String call, String end, int errno) {
        write(List.of("%s %s %d once".formatted(call, end, errno)));
    }

    /// All such calls fail, until [#mend].
    public void failAlways(List<String> calls, String end, int errno) {
        write(calls.stream()
                .map(call -> "%s %s %d always".formatted(call, end, errno))
                .toList());
    }

    /// All such calls on files whose paths end with one of `ends` take so much longer, until [#mend].
    public void delay(String call, List<String> ends, Duration each) {
        write(ends.stream()
                .map(end -> "%s %s %d late".formatted(call, end, each.toNanos() / 1_000))
                .toList());
    }

    /// True once the call of [#failOnce] has failed.
    public boolean struck() {
        return !Files.exists(rules);
    }

    /// Takes all rules away.
    public void mend() {
        try {
            Files.deleteIfExists(rules);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(List<String> lines) {
        try {
            var next = rules.resolveSibling("rules.next");
            Files.write(next, lines);
            Files.move(next, rules, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
