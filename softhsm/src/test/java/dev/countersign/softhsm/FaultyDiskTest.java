package dev.countersign.softhsm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With `dd`, which opens a file, writes to it and has it synchronised, each by one call.
class FaultyDiskTest {

    @TempDir
    Path directory;

    private FaultyDisk disk;

    @BeforeEach
    void make() {
        disk = FaultyDisk.in(directory);
    }

    /// What dd says of its failure; empty if it does not fail.
    private String dd(String file) throws Exception {
        var builder = new ProcessBuilder(
                "dd", "if=/dev/zero", "of=" + directory.resolve(file), "bs=16", "count=1", "conv=fsync", "status=none");
        builder.environment().putAll(disk.environment());
        builder.environment().put("LC_ALL", "C");
        var process = builder.redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(said.isEmpty(), process.waitFor() == 0, said);
        return said;
    }

    @Test
    void without_rules_nothing_fails() throws Exception {
        assertEquals("", dd("a"));
        assertEquals(16, Files.size(directory.resolve("a")));
    }

    @Test
    void a_call_fails_once() throws Exception {
        disk.failOnce("sync", "/a", FaultyDisk.EIO);

        assertEquals("", dd("b"));
        assertFalse(disk.struck());
        assertTrue(dd("a").contains("Input/output error"));
        assertTrue(disk.struck());
        assertEquals("", dd("a"));
    }

    @Test
    void a_write_finds_no_room() throws Exception {
        disk.failOnce("write", "/a", FaultyDisk.ENOSPC);

        assertTrue(dd("a").contains("No space left on device"));
        assertEquals(0, Files.size(directory.resolve("a")));
    }

    @Test
    void a_call_takes_longer() throws Exception {
        disk.delay("sync", List.of("/b", "/a"), Duration.ofMillis(300));

        var began = System.nanoTime();
        assertEquals("", dd("a"));
        assertTrue(System.nanoTime() - began >= 300_000_000);
    }

    @Test
    void a_disk_is_read_only_until_it_is_mended() throws Exception {
        disk.failAlways(List.of("open", "write"), "a", FaultyDisk.EROFS);

        assertTrue(dd("a").contains("Read-only file system"));
        assertTrue(dd("a").contains("Read-only file system"));
        assertFalse(Files.exists(directory.resolve("a")));
        disk.mend();
        assertEquals("", dd("a"));
    }
}
