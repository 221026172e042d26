package dev.countersign.signer.cli.policy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.PolicyLoader;
import dev.countersign.signer.governance.diff.Change;
import dev.countersign.signer.governance.diff.Change.Direction;
import dev.countersign.signer.governance.diff.PolicyDiff;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "diff",
        description = "Says in words what a proposed policy changes, and whether it provably allows no more.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit code 0 whatever changes, 1 if a policy does not load.",
            "Example: countersign policy diff policy.yaml proposed.yaml"
        })
final class PolicyDiffCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "ACTIVE", description = "the policy that is active")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path active;

    @Parameters(index = "1", paramLabel = "PROPOSED", description = "the policy that would follow it")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path proposed;

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        var loader = new PolicyLoader();
        var before = loader.load(active);
        var after = loader.load(proposed);
        var diff = PolicyDiff.between(before, after);
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(asJson(before, after, diff));
        } else {
            print(diff, out);
        }
        return 0;
    }

    private static void print(PolicyDiff diff, PrintWriter out) {
        for (var direction : List.of(Direction.LOOSER, Direction.OTHER, Direction.TIGHTER)) {
            var changes = of(diff, direction);
            if (!changes.isEmpty()) {
                out.println(words(direction) + ":");
                changes.forEach(change -> out.println("  " + change.path() + ": " + change.words()));
            }
        }
        out.println(verdict(diff));
    }

    private static String verdict(PolicyDiff diff) {
        if (diff.changes().isEmpty()) {
            return "no change: takes effect at once";
        }
        var waiting = diff.changes().size() - of(diff, Direction.TIGHTER).size();
        return switch (waiting) {
            case 0 -> "only tighter: takes effect at once";
            case 1 -> "waits for the delay: 1 change is looser or not provably tighter";
            default -> "waits for the delay: " + waiting + " changes are looser or not provably tighter";
        };
    }

    private static String words(Direction direction) {
        return switch (direction) {
            case LOOSER -> "looser";
            case OTHER -> "not provably tighter";
            case TIGHTER -> "tighter";
        };
    }

    private static List<Change> of(PolicyDiff diff, Direction direction) {
        return diff.changes().stream()
                .filter(change -> change.direction() == direction)
                .toList();
    }

    private static JsonObject asJson(PolicyBundle active, PolicyBundle proposed, PolicyDiff diff) {
        var changes = new JsonArray();
        for (var change : diff.changes()) {
            var object = new JsonObject();
            object.addProperty("direction", change.direction().name().toLowerCase(Locale.ROOT));
            object.addProperty("path", change.path());
            object.addProperty("words", change.words());
            changes.add(object);
        }
        var object = new JsonObject();
        object.addProperty("active", active.digest().hex());
        object.addProperty("proposed", proposed.digest().hex());
        object.addProperty("only_tighter", diff.onlyTighter());
        object.add("changes", changes);
        return object;
    }
}
