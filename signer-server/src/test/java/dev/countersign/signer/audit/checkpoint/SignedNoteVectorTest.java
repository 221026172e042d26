package dev.countersign.signer.audit.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each file in `vectors/signed-note`: two lines of comment, a verifier key, a note that the key signed.
class SignedNoteVectorTest {

    @ParameterizedTest
    @ValueSource(strings = {"peter-neumann.txt", "example-foo.txt"})
    void a_published_note_verifies_and_a_changed_one_does_not(String file) throws Exception {
        var lines = read(file).split("\n", 4);
        var vkey = lines[2].split("\\+", 3);
        var name = vkey[0];
        var typedKey = Bytes.of(Base64.getDecoder().decode(vkey[2]));
        var key = new PinnedKey(PinnedKey.Kind.ED25519, typedKey.slice(1, typedKey.size()));

        var note = SignedNote.parse(lines[3]);

        assertThat(SignedNote.verifierKey(name, key)).isEqualTo(lines[2]);
        assertThat(note.encoded()).isEqualTo(lines[3]);
        assertThat(note.signedBy(name, key)).isTrue();
        assertThat(note.signedBy(name + "x", key)).isFalse();
        assertThat(SignedNote.parse(lines[3].replace("is", "si")).signedBy(name, key))
                .isFalse();
    }

    private static String read(String file) throws Exception {
        try (var in = SignedNoteVectorTest.class.getResourceAsStream("/vectors/signed-note/" + file)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
        }
    }
}
