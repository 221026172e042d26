package dev.countersign.client.cli.operator;

import dev.countersign.client.OperatorClient;
import dev.countersign.client.cli.report.ExitCode;
import dev.countersign.client.cli.report.PriceReport;
import dev.countersign.v1.SetPricesRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Groups what is done with price tables that price signers signed.
@Command(
        name = "prices",
        description = "See by which prices charges are valued; hand in a price table that price signers signed.",
        usageHelpWidth = 110,
        subcommands = {PriceCommands.Status.class, PriceCommands.Set.class},
        footer = {
            "",
            "Example:",
            "  ${COMMAND-FULL-NAME} status --server signer.example:7444 --tls /etc/countersign/ops"
        })
public final class PriceCommands {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Command(
            name = "status",
            description = "Show by which prices charges are valued, and until when.",
            footer = {
                "",
                "Ends with 1 if there are no prices to use. With --out it writes the table to a file, to start the next one",
                "from.",
                OperatorCommand.CONNECTION,
                "Example:",
                "  ${COMMAND-FULL-NAME} --out last.yaml --server signer.example:7444 --tls /etc/countersign/ops",
                ExitCode.HELP
            })
    static final class Status extends OperatorCommand {

        @Option(names = "--out", paramLabel = "FILE", description = "A new file for the table.")
        private @Nullable Path out;

        @Override
        int run(OperatorClient client) {
            var prices = client.getPrices();
            if (out != null) {
                write(out, prices.getContent());
            }
            print(PriceReport.of(prices.getStanding()));
            return prices.getStanding().getUnusable().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
        }
    }

    @Command(
            name = "set",
            description = "Hand in a price table that price signers signed.",
            footer = {
                "",
                "From the answer on everything that is charged is valued by it.",
                OperatorCommand.CONNECTION,
                "Example:",
                "  ${COMMAND-FULL-NAME} prices.yaml prices.yaml.desk.sig"
                        + " --server signer.example:7444 --tls /etc/countersign/ops",
                ExitCode.HELP
            })
    static final class Set extends OperatorCommand {

        @Parameters(index = "0", paramLabel = "TABLE", description = "The price table.")
        private Path table = Path.of("");

        @Parameters(index = "1..*", paramLabel = "SIGNATURE", description = "What price signers signed of it.")
        private List<Path> signatures = new ArrayList<>();

        @Override
        int run(OperatorClient client) {
            var request = SetPricesRequest.newBuilder().setContent(read(table));
            request.addAllSignatures(texts(signatures));
            print(PriceReport.of(client.setPrices(request.build())));
            return ExitCode.DONE;
        }
    }
}
