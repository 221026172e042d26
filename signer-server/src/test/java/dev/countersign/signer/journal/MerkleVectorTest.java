package dev.countersign.signer.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.model.Bytes;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// `vectors/rfc6962/reference-tree.txt`: a leaf a line, and the root of the tree that ends with it.
class MerkleVectorTest {

    @Test
    void every_prefix_of_the_reference_tree_has_its_published_root() throws Exception {
        var frontier = MerkleFrontier.empty();

        for (var line : lines("/vectors/rfc6962/reference-tree.txt")) {
            var columns = line.split(" ", 2);
            frontier.append(MerkleFrontier.leafHash(Bytes.fromHex(columns[0].replace("-", ""))));

            assertThat(frontier.head().root().hex()).as(line).isEqualTo(columns[1]);
        }
        assertThat(frontier.size()).isEqualTo(8);
    }

    private static List<String> lines(String resource) throws Exception {
        try (var in = Objects.requireNonNull(MerkleVectorTest.class.getResourceAsStream(resource))) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }
}
