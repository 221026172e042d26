package dev.countersign.signer.governance.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.PolicyText;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a policy says of what is outstanding, and of who frees it.
class OutstandingDiffTest {

    private static final String OBSERVERS = """
            observers:
              threshold: 1
              keys: { node-a: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID0j/cwJUL5T5oYE169S6bRI8qZ5WA2BRy4ib1PiH8MD" }
              depth: { "eip155:1": 64 }
            """;
    private static final String DAY = "- { id: usdc-day,  asset: USDC, per: 24h, max: \"1000000.5\" }";
    private static final String OUT = "- { id: out, asset: USDC, per: outstanding, max: \"500\" }";
    private static final String WITH = PolicyText.FULL.replace(DAY, DAY + "\n      " + OUT) + OBSERVERS;

    private static List<String> changes(String active, String proposed) throws Exception {
        return PolicyDiff.between(PolicyText.load(active), PolicyText.load(proposed)).changes().stream()
                .map(Change::toString)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max: \"500\" | max: \"400\" | TIGHTER | out allows 400 USDC in signatures that can still be used (was 500)",
                "max: \"500\" | max: \"600\" | LOOSER | out allows 600 USDC in signatures that can still be used (was 500)",
                "per: outstanding | per: 1h | LOOSER | out is gone: it allowed 500 USDC in signatures that can still be used",
                "max: \"500\" | max: \"500\", scope: client | LOOSER | out is gone",
                "\"eip155:1\": 64 | \"eip155:1\": 32 | LOOSER | is 32 (was 64)",
                "\"eip155:1\": 64 | \"eip155:1\": 65 | TIGHTER | is 65 (was 64)",
                "\"eip155:1\": 64 | \"eip155:1\": 64, \"eip155:137\": 9 | LOOSER | is new: observed at 9 confirmations",
                "node-a: | node-b: | OTHER | is a new observer",
            })
    void every_difference_is_told(String from, String to, String direction, String words) throws Exception {
        assertThat(changes(WITH, WITH.replace(from, to)))
                .anySatisfy(change -> assertThat(change).contains(direction).contains(words));
    }

    @Test
    void a_limit_more_is_tighter_and_observers_more_are_not() throws Exception {
        assertThat(changes(PolicyText.FULL + OBSERVERS, WITH))
                .singleElement()
                .satisfies(change -> assertThat(change)
                        .contains("TIGHTER")
                        .contains("out is new: it allows 500 USDC in signatures that can still be used"));
        assertThat(changes(PolicyText.FULL, PolicyText.FULL + OBSERVERS))
                .singleElement()
                .satisfies(change -> assertThat(change).contains("LOOSER").contains("are new"));
        assertThat(changes(PolicyText.FULL + OBSERVERS, PolicyText.FULL))
                .singleElement()
                .satisfies(change -> assertThat(change).contains("TIGHTER").contains("are gone"));
    }

    @Test
    void a_wider_one_as_strict_takes_the_place_of_a_narrower_one() throws Exception {
        var narrow = WITH.replace("max: \"500\"", "max: \"500\", scope: client");

        assertThat(changes(narrow, WITH))
                .isNotEmpty()
                .allSatisfy(change -> assertThat(change).contains("TIGHTER"));
    }
}
