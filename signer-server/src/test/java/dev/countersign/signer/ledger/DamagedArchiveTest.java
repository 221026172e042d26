package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever is done to the files of an archive is found, by who has the database and by who has the files alone, and
/// the file is named.
class DamagedArchiveTest {

    private ArchivedFolder archived;
    private Path first;
    private Path second;

    /// What is done to the lines of the second file, and what is said of it with the database and without.
    record Damage(String name, UnaryOperator<List<String>> change, String with, String without) {

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Damage> damages() {
        var root = "that its last line has the root of";
        return List.of(
                same("header_changed", line(0, "\"first\":4", "\"first\":5"), "begins with entry 5"),
                same("header_of_another_ledger", line(0, "_id\":\".", "_id\":\"x"), "is of the ledger x"),
                same("header_another_version", line(0, "\"archive\":1", "\"archive\":2"), "first line that is none"),
                same("header_spaced", line(0, ",", ", "), "in another spelling"),
                same("header_another_past", line(0, "frontier\":\\[\"....", "frontier\":[\"0000"), "does not follow"),
                same("header_missing", lines -> lines.subList(1, lines.size()), "first line that is none"),
                new Damage("entry_changed", line(2, "hot-wallet", "cold-vault"), "has another entry 5", root),
                new Damage("last_entry_changed", line(-2, "\"schema\":2", "\"schema\":3"), "has another entry 7", root),
                new Damage("two_in_another_order", DamagedArchiveTest::swapped, "has another entry 5", root),
                new Damage("entry_missing", without(2), "has another entry 5", "without its last line"),
                new Damage("entry_doubled", doubled(2), "has another entry 6", "after entry 7 that is not its last"),
                same("cut_between_entries", lines -> lines.subList(0, 3), "ends before entry 6"),
                same("cut_before_the_last_line", lines -> lines.subList(0, lines.size() - 1), "without its last line"),
                same("empty", _ -> List.of(), "is empty, or was cut"),
                same("root_changed", line(-1, "root\":\"....", "root\":\"0000"), "after entry 7 that is not its last"),
                same("checkpoint_of_another_size", line(-1, "8\\\\n", "9\\\\n"), "after entry 7 that is not its last"),
                new Damage(
                        "signature_changed",
                        line(-1, "=\\\\n\"", "=\\\\nx\""),
                        "The checkpoint",
                        "the checkpoint in the archive's file"),
                same("line_added", lines -> List.of(String.join("\n", lines), "{}"), "goes on after its last line"));
    }

    private static Damage same(String name, UnaryOperator<List<String>> change, String said) {
        return new Damage(name, change, said, said);
    }

    /// @param number from the end if it is negative
    private static UnaryOperator<List<String>> line(int number, String from, String to) {
        return lines -> {
            var changed = new ArrayList<>(lines);
            var at = number < 0 ? lines.size() + number : number;
            changed.set(at, lines.get(at).replaceFirst(from, to));
            assertThat(changed).isNotEqualTo(lines);
            return changed;
        };
    }

    private static List<String> swapped(List<String> lines) {
        var changed = new ArrayList<>(lines);
        Collections.swap(changed, 2, 3);
        return changed;
    }

    private static UnaryOperator<List<String>> without(int number) {
        return lines -> {
            var changed = new ArrayList<>(lines);
            changed.remove(number);
            return changed;
        };
    }

    private static UnaryOperator<List<String>> doubled(int number) {
        return lines -> {
            var changed = new ArrayList<>(lines);
            changed.add(number, lines.get(number));
            return changed;
        };
    }

    /// Two files: entries 0 to 3, and 4 to 7.
    @BeforeEach
    void archive_twice(@TempDir Path path) throws Exception {
        archived = new ArchivedFolder(Place.POSTGRES, path);
        pay(4);
        first = archived.archive().getFirst().file().path();
        pay(8);
        second = archived.archive().getFirst().file().path();
        assertThat(List.of(first, second))
                .extracting(file -> file.getFileName().toString())
                .containsExactly("000000000000-000000000003.jsonl", "000000000004-000000000007.jsonl");
        assertThat(archived.verify().problems()).isEmpty();
        assertThat(archived.verifyFiles().problems()).isEmpty();
    }

    /// Until the journal has so many entries, and a checkpoint of that size.
    private void pay(long entries) throws Exception {
        while (archived.folder.ledger.head().size() < entries) {
            var next = archived.folder.ledger.head().size();
            archived.folder.reserve(Payment.of(archived.folder.grant, "r" + next, 100, next));
        }
        archived.checkpoint();
    }

    @AfterEach
    void close() {
        archived.close();
    }

    @ParameterizedTest
    @MethodSource("damages")
    void is_found(Damage damage) throws Exception {
        Files.write(second, damage.change().apply(Files.readAllLines(second)));

        assertThat(archived.verify().problems())
                .first()
                .asString()
                .containsIgnoringCase(damage.with())
                .contains(second.toString());
        assertThat(archived.verifyFiles().problems()).first().asString().contains(damage.without(), second.toString());
    }

    @Test
    void a_missing_file_is_named() throws Exception {
        Files.delete(first);

        assertThat(archived.verify().problems()).singleElement().asString().contains("000000000000 is missing");
        assertThatThrownBy(archived::verifyFiles).hasMessageContaining("000000000000 is missing");
        try (var reader = archived.read()) {
            assertThatThrownBy(() -> reader.entries(0, _ -> {}))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("000000000000 is missing");
        }
    }

    @Test
    void the_last_file_is_missed_by_who_has_the_database() throws Exception {
        Files.delete(second);

        assertThat(archived.verify().problems()).singleElement().asString().contains("000000000004 is missing");
        assertThat(archived.verifyFiles().entries()).isEqualTo(4);
    }

    @Test
    void a_file_of_another_past_under_the_name_of_this_one_is_found() throws Exception {
        Files.copy(first, archived.files.resolve("000000000004-000000000005.jsonl"));

        assertThat(archived.verify().problems())
                .singleElement()
                .asString()
                .contains("two files of the archive begin with entry 4", second.toString());
    }

    @Test
    void files_in_each_others_place_are_found() throws Exception {
        var text = Files.readString(first);
        Files.writeString(first, Files.readString(second));
        Files.writeString(second, text);

        assertThat(archived.verify().problems()).first().asString().contains(first + " begins with entry 4");
    }

    @Test
    void a_checkpoint_that_an_auditor_holds_is_compared() throws Exception {
        pay(12);
        var held = archived.checkpoint();

        assertThat(archived.verifyFiles(held).problems())
                .singleElement()
                .asString()
                .contains("vouches for this entry, but there are only 8 entries");
    }

    @Test
    void what_the_ledger_says_of_its_archive_is_what_the_entries_say() throws Exception {
        pay(12);
        archived.execute("UPDATE ledger SET archived = 9");

        assertThat(archived.verify().problems())
                .singleElement()
                .asString()
                .contains("the file whose name begins with 000000000008 is missing");
    }
}
