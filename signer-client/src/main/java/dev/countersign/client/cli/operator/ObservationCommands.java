package dev.countersign.client.cli.operator;

import dev.countersign.client.OperatorClient;
import dev.countersign.client.cli.report.ExitCode;
import dev.countersign.client.cli.report.Report;
import dev.countersign.v1.ReportObservationRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Groups what is done with observations of the chains.
@Command(
        name = "observation",
        description = "What observers saw on the chains: it frees what limits of outstanding signatures count.",
        usageHelpWidth = 110,
        subcommands = ObservationCommands.HandIn.class,
        footer = {
            "",
            "Example:",
            "  ${COMMAND-FULL-NAME} report seen.txt seen.txt.node-a.sig --server signer.example:7444 --tls /etc/countersign/ops"
        })
public final class ObservationCommands {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Command(
            name = "report",
            description = "Hand in an observation that observers signed.",
            footer = {
                "",
                "As many observers must have signed exactly this file as the policy says.",
                OperatorCommand.CONNECTION,
                "Example:",
                "  ${COMMAND-FULL-NAME} seen.txt seen.txt.node-a.sig seen.txt.node-b.sig"
                        + " --server signer.example:7444 --tls /etc/countersign/ops",
                ExitCode.HELP
            })
    static final class HandIn extends OperatorCommand {

        @Parameters(index = "0", paramLabel = "OBSERVATION", description = "The observation.")
        private Path observation = Path.of("");

        @Parameters(index = "1..*", paramLabel = "SIGNATURE", description = "What observers signed of it.")
        private List<Path> signatures = new ArrayList<>();

        @Override
        int run(OperatorClient client) {
            var request = ReportObservationRequest.newBuilder().setObservation(read(observation));
            request.addAllSignatures(texts(signatures));
            var answer = client.reportObservation(request.build());
            print(new Report()
                    .line("ended", answer.getEnded() + " signatures count as outstanding no more")
                    .line("journal", Long.toUnsignedString(answer.getJournalIndex()))
                    .field("ended", answer.getEnded())
                    .field("journal_index", answer.getJournalIndex()));
            return ExitCode.DONE;
        }
    }
}
