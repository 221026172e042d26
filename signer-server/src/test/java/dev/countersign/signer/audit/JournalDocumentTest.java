package dev.countersign.signer.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.audit.checkpoint.Checkpoint;
import dev.countersign.signer.journal.JournalCodec;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.journal.MerkleFrontier;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The examples of docs/journal.md are real: they are the entries of one journal, and a checkpoint of it.
class JournalDocumentTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "journal.md");

    @Test
    void shows_every_kind_of_entry_as_it_is_stored() throws Exception {
        var entries = examples("json").stream().map(JournalCodec::decode).toList();

        assertThat(entries.stream().<Class<?>>map(JournalEntry::getClass).distinct())
                .containsExactlyInAnyOrderElementsOf(kinds(JournalEntry.class).toList());
    }

    @Test
    void tells_a_story_that_could_have_happened() throws Exception {
        var problems = new Problems();
        var checks = new EntryChecks(problems, "9f1c2b3a4d5e6f708192a3b4c5d6e7f8");
        var entries = examples("json").stream().map(JournalCodec::decode).toList();

        for (var index = 0; index < entries.size(); index++) {
            checks.check(index, entries.get(index));
        }

        assertThat(problems.found()).isEmpty();
    }

    @Test
    void shows_the_checkpoint_of_its_entries() throws Exception {
        var vkey = text(examples("vkey").getFirst()).split("\\+", 3);
        var typedKey = Bytes.of(Base64.getDecoder().decode(vkey[2]));
        var key = new PinnedKey(PinnedKey.Kind.ED25519, typedKey.slice(1, typedKey.size()));
        var frontier = MerkleFrontier.empty();
        examples("json").forEach(entry -> frontier.append(MerkleFrontier.leafHash(entry)));

        var checkpoint = Checkpoint.open(text(examples("checkpoint").getFirst()) + "\n", vkey[0], key);

        assertThat(checkpoint.head()).isEqualTo(frontier.head());
        assertThat(Checkpoint.verifierKey(vkey[0], key)).isEqualTo(String.join("+", vkey));
    }

    private static Stream<Class<?>> kinds(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(kind -> kinds(kind))
                : Stream.of(type);
    }

    /// The blocks of a language, each without its last newline.
    private static List<Bytes> examples(String language) throws Exception {
        return Pattern.compile("(?s)```" + language + "\n(.*?)\n```")
                .matcher(Files.readString(DOCUMENT))
                .results()
                .map(block -> Bytes.of(block.group(1).getBytes(UTF_8)))
                .toList();
    }

    private static String text(Bytes bytes) {
        return new String(bytes.toByteArray(), UTF_8);
    }
}
