package dev.countersign.signer.cli.policy;

import dev.countersign.signer.cli.OpenSshKey;
import dev.countersign.signer.governance.Observation;
import dev.countersign.signer.model.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "observation",
        description = "What observers saw on the chains: it frees what limits of outstanding signatures count.",
        mixinStandardHelpOptions = true,
        subcommands = ObservationCommand.Sign.class)
public final class ObservationCommand {

    private ObservationCommand() {}

    @Command(
            name = "sign",
            description = {
                "Signs an observation with an observer's OpenSSH key, if it is of the form (docs/observations.md). Hand it",
                "in with `countersign observation report`."
            },
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "The same without this program: ssh-keygen -Y sign -n " + Observation.NAMESPACE + " -f KEY seen.txt",
                "Example: countersign observation sign --key /etc/observer/key seen.txt"
            })
    static final class Sign implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private CommandSpec spec;

        @Mixin
        private final OpenSshKey key = new OpenSshKey();

        @Parameters(paramLabel = "FILE", description = "the observation")
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private Path file;

        @Override
        public Integer call() throws Exception {
            var seen = Observation.parse(Bytes.of(Files.readAllBytes(file))); // what would be refused is not signed
            var made = key.sign(file, Observation.NAMESPACE);
            spec.commandLine()
                    .getOut()
                    .println("signed an observation of %s at block %d, %d lines: %s"
                            .formatted(
                                    seen.chain(), seen.block(), seen.sightings().size(), made));
            return 0;
        }
    }
}
