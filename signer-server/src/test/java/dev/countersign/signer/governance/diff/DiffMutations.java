package dev.countersign.signer.governance.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/// Policies near policy/diff.yaml: each place of its text that can change has some readings.
///
/// @param choices which reading each place has, in the order of the file; 0 is that of the file
record DiffMutations(List<Integer> choices) {

    /// A place of the text.
    ///
    /// @param readings the first one as the file has it
    record Place(List<String> readings) {}

    /// Blocks of a resource, parted by empty lines: a reading each line; `-` is no text, and `\n` a line
    /// feed.
    static final List<Place> PLACES = places();

    static DiffMutations base() {
        return new DiffMutations(PLACES.stream().map(_ -> 0).toList());
    }

    static DiffMutations near(DiffMutations other, int places, Random random) {
        var choices = new ArrayList<>(other.choices());
        for (var i = 0; i < places; i++) {
            var place = random.nextInt(PLACES.size());
            choices.set(place, random.nextInt(PLACES.get(place).readings().size()));
        }
        return new DiffMutations(choices);
    }

    /// The same but for one place.
    DiffMutations with(int place, int reading) {
        var changed = new ArrayList<>(choices);
        changed.set(place, reading);
        return new DiffMutations(changed);
    }

    String text() {
        var text = DiffPolicy.TEXT;
        for (var i = 0; i < choices.size(); i++) {
            var readings = PLACES.get(i).readings();
            if (choices.get(i) != 0) {
                text = text.replace(readings.getFirst(), readings.get(choices.get(i))); // if an earlier one left it
            }
        }
        return text;
    }

    private static List<Place> places() {
        var places = new ArrayList<Place>();
        for (var block : DiffPolicy.resource("/policy/diff-readings.txt").split("\n\n", -1)) {
            var readings = block.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.equals("-") ? "" : line.replace("\\n", "\n"))
                    .toList();
            assertThat(DiffPolicy.TEXT.split(Pattern.quote(readings.getFirst()), -1))
                    .as(readings.getFirst())
                    .hasSize(2);
            places.add(new Place(readings));
        }
        return List.copyOf(places);
    }
}
