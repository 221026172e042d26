package dev.countersign.signer.governance.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/// Each kind of change, and what is said of it: for every place of policy/diff-readings.txt, what it
/// means to read it otherwise. policy/diff-words.txt has the lines that this makes.
class ChangeWordsTest {

    @Test
    void each_change_is_told_in_these_words() {
        var told = new ArrayList<String>();
        told.add("# What policy diff says of each reading of diff-readings.txt, after the policy of diff.yaml.");
        for (var place = 0; place < DiffMutations.PLACES.size(); place++) {
            var readings = DiffMutations.PLACES.get(place).readings();
            for (var reading = 1; reading < readings.size(); reading++) {
                var proposed = DiffMutations.base().with(place, reading).text();
                told.add("");
                told.add(">" + shown(readings.getFirst()));
                told.add(">" + shown(readings.get(reading)));
                told.addAll(DiffPolicy.lines(DiffPolicy.TEXT, proposed));
            }
        }
        assertThat(told)
                .containsExactlyElementsOf(
                        DiffPolicy.resource("/policy/diff-words.txt").lines().toList());
    }

    private static String shown(String reading) {
        return " " + reading.strip().replace("\n", "\\n");
    }
}
