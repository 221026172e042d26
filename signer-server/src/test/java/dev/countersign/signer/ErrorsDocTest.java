package dev.countersign.signer;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// docs/errors.md tells of every reason, in the contract's order, what the contract says.
class ErrorsDocTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z0-9_]+)` \\| ([A-Z_]+) \\| .+ \\| .+ \\|.*\\|$");

    private static final Pattern CONTRACT =
            Pattern.compile("(?m)^  // ([A-Z_]+)\\. .+(?:\n  // .+)*\n  REASON_(\\w+) = \\d+;$");

    @Test
    void every_reason_is_documented_with_its_status_in_the_order_of_the_contract() throws IOException {
        assertThat(inOrder(documented())).isNotEmpty().isEqualTo(inOrder(contract()));
    }

    @Test
    void the_model_has_the_reasons_of_the_contract() throws IOException {
        var reasons = Arrays.stream(Reason.values()).map(Reason::name).toList();

        assertThat(contract().keySet()).containsExactlyElementsOf(reasons);
    }

    /// The gRPC status of each reason, as docs/errors.md tells it.
    static Map<String, String> documented() throws IOException {
        return ROW.matcher(read("docs/errors.md"))
                .results()
                .collect(toMap(row -> row.group(1), row -> row.group(2), (a, b) -> a + b, LinkedHashMap::new));
    }

    private static Map<String, String> contract() throws IOException {
        return CONTRACT.matcher(read("proto/src/main/proto/countersign/v1/signing_service.proto"))
                .results()
                .collect(toMap(value -> value.group(2), value -> value.group(1), (a, b) -> a + b, LinkedHashMap::new));
    }

    private static List<String> inOrder(Map<String, String> statuses) {
        return statuses.entrySet().stream()
                .map(status -> status.getKey() + " " + status.getValue())
                .toList();
    }

    private static String read(String file) throws IOException {
        return Files.readString(SourceTree.root().resolve(file));
    }
}
