package dev.countersign.signer.cli.policy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.PolicyInvalid;
import dev.countersign.signer.bundle.PolicyLoader;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "policy",
        description = "What may be signed.",
        mixinStandardHelpOptions = true,
        subcommands = {
            PolicyCommand.Check.class,
            PolicyDiffCommand.class,
            BacktestCommand.class,
            SignPolicy.class,
            PinGenesis.class
        })
public final class PolicyCommand {

    private PolicyCommand() {}

    @Command(
            name = "check",
            description = "Reads a policy as the server would, and names every problem with file, line and field.",
            mixinStandardHelpOptions = true,
            footer = {"", "Exit code 1 if the policy does not load. Example: countersign policy check policy.yaml"})
    static final class Check implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private CommandSpec spec;

        @Parameters(paramLabel = "FILE", description = "policy.yaml (reference: docs/policy.md)")
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private Path file;

        @Option(names = "--json", description = "one JSON object")
        private boolean json;

        @Override
        public Integer call() throws Exception {
            var out = spec.commandLine().getOut();
            try {
                var bundle = new PolicyLoader().load(file);
                out.println(json ? describeAsJson(bundle) : describe(bundle));
                return 0;
            } catch (PolicyInvalid invalid) {
                if (!json) {
                    throw invalid;
                }
                out.println(problems(invalid));
                return 1;
            }
        }

        private static String describe(PolicyBundle bundle) {
            return "policy version %d loads: %d keys, digest %s"
                    .formatted(bundle.version(), keys(bundle), bundle.digest());
        }

        private static JsonObject describeAsJson(PolicyBundle bundle) {
            var object = new JsonObject();
            object.addProperty("ok", true);
            object.addProperty("version", bundle.version());
            object.addProperty("digest", bundle.digest().hex());
            object.addProperty("keys", keys(bundle));
            return object;
        }

        private static int keys(PolicyBundle bundle) {
            return bundle.keys().size() + bundle.venueKeys().size();
        }

        private static JsonObject problems(PolicyInvalid invalid) {
            var list = new JsonArray();
            invalid.problems().forEach(problem -> list.add(problem.toString()));
            var object = new JsonObject();
            object.addProperty("ok", false);
            object.add("problems", list);
            return object;
        }
    }
}
