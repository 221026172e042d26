package dev.countersign.signer.ledger.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.journal.MerkleFrontier;
import dev.countersign.signer.ledger.anchor.Anchor.Mark;
import dev.countersign.signer.model.Digest32;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnchorTest {

    private static final String LEDGER = "00112233445566778899aabbccddeeff";
    private static final int PLACE = 4096;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void create() throws Exception {
        file = folder.resolve("anchor");
        Anchor.create(file, mark(1));
    }

    /// A journal whose entries are their numbers.
    private static Mark mark(int size) {
        var frontier = MerkleFrontier.empty();
        for (var i = 0; i < size; i++) {
            frontier.append(Digest32.sha256(new byte[] {(byte) i, (byte) (i >> 8)}));
        }
        return new Mark(LEDGER, frontier.head(), frontier.nodes());
    }

    private Mark read() throws IOException {
        try (var anchor = Anchor.open(file)) {
            return anchor.mark();
        }
    }

    private void advance(int... sizes) throws IOException {
        try (var anchor = Anchor.open(file)) {
            for (var size : sizes) {
                anchor.advance(mark(size).head(), mark(size).nodes());
            }
        }
    }

    @Test
    void what_was_written_last_is_read() throws Exception {
        assertThat(read()).isEqualTo(mark(1));
        for (var size = 2; size < 300; size += 7) {
            advance(size);
            assertThat(read()).isEqualTo(mark(size));
        }
        assertThat(Files.size(file)).isEqualTo(2 * PLACE);
    }

    @Test
    void it_can_be_read_by_people_and_by_nobody_else_than_its_owner() throws Exception {
        assertThat(Files.readString(file))
                .startsWith("""
                countersign anchor v1
                ledger: 00112233445566778899aabbccddeeff
                entries: 1
                root: %s
                """.formatted(mark(1).frontier().head().root().hex()));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    /// The second mark lies in the second place, and so on in turn.
    @ParameterizedTest
    @CsvSource({"2,1", "3,0"})
    void a_torn_write_leaves_the_mark_before_it(int writes, int place) throws Exception {
        for (var torn = 1; torn < 400; torn += 13) {
            Files.delete(file);
            create();
            for (var size = 2; size <= writes; size++) {
                advance(size * 10);
            }
            overwrite(place * PLACE + torn, new byte[PLACE - torn]);

            assertThat(read().size()).isEqualTo(writes == 2 ? 1 : 20);
        }
    }

    @Test
    void every_changed_byte_of_a_mark_is_noticed() throws Exception {
        var text = Files.readString(file).indexOf("\n\n");
        var content = Files.readAllBytes(file);
        for (var i = 0; i < text; i++) {
            overwrite(i, new byte[] {(byte) (content[i] ^ 1)});
            assertThatThrownBy(this::read).as("byte %d", i).hasMessage("no whole mark is in it");
            overwrite(i, new byte[] {content[i]});
        }
        assertThat(read()).isEqualTo(mark(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dear diary"})
    void a_file_of_something_else_is_none(String content) throws Exception {
        Files.writeString(file, content);

        assertThatThrownBy(this::read).hasMessage("no whole mark is in it");
        assertThat(file).hasContent(content);
    }

    @Test
    void none_is_made_on_the_way_and_none_is_overwritten() throws Exception {
        assertThatThrownBy(() -> Anchor.create(file, mark(1))).isInstanceOf(FileAlreadyExistsException.class);
        Files.delete(file);
        assertThatThrownBy(this::read).isInstanceOf(NoSuchFileException.class);
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void it_never_goes_back(int size) throws Exception {
        advance(5);

        assertThatIllegalArgumentException().isThrownBy(() -> advance(size));
        assertThat(read()).isEqualTo(mark(5));
    }

    private void overwrite(int at, byte[] bytes) throws IOException {
        try (var open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(at);
            open.write(bytes);
        }
    }
}
