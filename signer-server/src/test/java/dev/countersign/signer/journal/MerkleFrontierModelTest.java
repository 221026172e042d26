package dev.countersign.signer.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The oracle is the recursive definition of RFC 6962 §2.1, word for word.
class MerkleFrontierModelTest {

    @Test
    void has_the_root_of_the_recursive_definition_at_every_size() {
        var entries = new ArrayList<Bytes>();
        var frontier = MerkleFrontier.empty();

        for (var size = 0; size <= 300; size++) {
            assertThat(frontier.head()).isEqualTo(new TreeHead(size, merkleTreeHash(entries)));

            var entry = Bytes.of(ByteBuffer.allocate(4).putInt(size).array());
            entries.add(entry);
            frontier.append(MerkleFrontier.leafHash(entry));
        }
    }

    @Test
    void goes_on_from_its_stored_nodes_at_every_size() {
        var frontier = MerkleFrontier.empty();

        for (var size = 0; size < 100; size++) {
            var restored = MerkleFrontier.restore(frontier.size(), frontier.nodes());
            var leaf = MerkleFrontier.leafHash(Bytes.of(new byte[] {(byte) size}));
            restored.append(leaf);
            frontier.append(leaf);

            assertThat(restored.head()).isEqualTo(frontier.head());
        }
    }

    @Test
    void a_copy_is_independent() {
        var frontier = MerkleFrontier.empty();
        frontier.append(Digest32.sha256());
        var head = frontier.head();

        frontier.copy().append(Digest32.sha256());

        assertThat(frontier.head()).isEqualTo(head);
    }

    @Test
    void nodes_that_do_not_fit_the_size_are_refused() {
        var oneNode = Digest32.sha256().bytes();

        assertThatThrownBy(() -> MerkleFrontier.restore(3, oneNode))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a tree of 3 leaves has no frontier of 32 bytes");
        assertThatThrownBy(() -> MerkleFrontier.restore(1, oneNode.slice(0, 31)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MerkleFrontier.restore(-1, Bytes.of(new byte[64 * 32])))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Digest32 merkleTreeHash(List<Bytes> entries) {
        if (entries.isEmpty()) {
            return Digest32.sha256();
        }
        if (entries.size() == 1) {
            return Digest32.sha256(new byte[] {0}, entries.getFirst().toByteArray());
        }
        var split = Integer.highestOneBit(entries.size() - 1); // the largest power of two smaller than the size
        var left = merkleTreeHash(entries.subList(0, split));
        var right = merkleTreeHash(entries.subList(split, entries.size()));
        return Digest32.sha256(
                new byte[] {1}, left.bytes().toByteArray(), right.bytes().toByteArray());
    }
}
