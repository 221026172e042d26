package dev.countersign.signer.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A window holds as many payments as a firm makes in 30 days, a server has half a gibibyte: what is summed is not
/// kept.
class WideWindowTest {

    private static final int PAYMENTS = 120_000;

    /// A quarter of what that many would take.
    private static final Map<String, String> HEAP = Map.of("JDK_JAVA_OPTIONS", "-Xmx32m");

    /// As if the first payment had been made so often.
    private static final String TIMES =
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + (PAYMENTS - 1) + ") ";

    @TempDir
    private Path path;

    @ParameterizedTest
    @EnumSource(
            value = Place.class,
            names = {"SQLITE", "POSTGRES"})
    void a_window_of_any_number_of_payments_is_summed_in_little_memory(Place place) throws Exception {
        try (var folder = new LedgerFolder(place, path)) {
            folder.sign(Payment.of(folder.grant, "first", 3, 0));
            folder.ledger.close();
            assertThat(folder.execute(TIMES
                            + "INSERT INTO request (id, client, request_id, digest, key_id, key_kind, public_key, safe,"
                            + " family, state, attempt, in_doubt, first_at, reserved_at, reserved_index, rule_id, charges,"
                            + " settled_at, settled_index, signatures, payload, transaction_id) SELECT id + i, client,"
                            + " request_id || i, digest, key_id, key_kind, public_key, safe, id + i, state, attempt,"
                            + " in_doubt, first_at, reserved_at, reserved_index, rule_id, charges, settled_at,"
                            + " settled_index, signatures, payload, transaction_id FROM request, n"))
                    .isEqualTo(PAYMENTS - 1);
            assertThat(folder.execute(TIMES + "INSERT INTO living (series, number, request, until)"
                            + " SELECT series, number + i, request + i, until FROM living, n"))
                    .isEqualTo(PAYMENTS - 1);

            assertThat(sums(folder.settings())).containsExactly("" + 3 * PAYMENTS, "" + 3 * PAYMENTS);
        }
    }

    private List<String> sums(LedgerSettings settings) throws Exception {
        var log = path.resolve("log");
        var process = VictimProcess.jvm(HEAP, WideWindow.class, WideWindow.arguments(settings))
                .redirectError(log.toFile())
                .start();
        var said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(Files.readString(log)).isZero();
        return said.lines().toList();
    }
}
