package dev.countersign.signer.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Clocks that stand still until a test moves them.
final class SteppedTime implements TimeSource {

    private Instant wall;
    private long nanos = 1;
    private Optional<Path> mirror = Optional.empty();

    SteppedTime() {
        this(Instant.parse("2026-11-21T12:00:00Z"));
    }

    SteppedTime(Instant wall) {
        this.wall = wall;
    }

    @Override
    public synchronized Instant wall() {
        return wall;
    }

    @Override
    public synchronized long nanoTime() {
        return nanos;
    }

    /// Time passes.
    synchronized void pass(Duration duration) {
        wall = wall.plus(duration);
        nanos += duration.toNanos();
        tell();
    }

    /// Somebody sets the wall clock.
    synchronized void step(Duration duration) {
        wall = wall.plus(duration);
        tell();
    }

    /// From now on a file has the wall clock's milliseconds: for a database that stands on the same clock.
    synchronized Path mirrored(Path file) {
        mirror = Optional.of(file);
        tell();
        return file;
    }

    private void tell() {
        if (mirror.isPresent()) {
            try {
                var next = mirror.get().resolveSibling("next");
                Files.writeString(next, Long.toString(wall.toEpochMilli()));
                next.toFile().setReadable(true, false);
                Files.move(next, mirror.get(), StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
