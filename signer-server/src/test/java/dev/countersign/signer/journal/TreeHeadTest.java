package dev.countersign.signer.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TreeHeadTest {

    @Test
    void a_checkpoint_body_is_origin_size_and_root() {
        var body = MerkleFrontier.empty().head().checkpointBody("firm.example/countersign");

        assertThat(new String(body.toByteArray(), UTF_8))
                .isEqualTo("firm.example/countersign\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
    }

    @Test
    void an_origin_that_could_forge_a_line_is_refused() {
        var head = MerkleFrontier.empty().head();

        for (var origin : new String[] {"", "a b", "a\nb", "a+b", "ü"}) {
            assertThatThrownBy(() -> head.checkpointBody(origin))
                    .as(origin)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
