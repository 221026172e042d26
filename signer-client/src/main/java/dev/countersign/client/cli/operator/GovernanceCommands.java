package dev.countersign.client.cli.operator;

import dev.countersign.client.OperatorClient;
import dev.countersign.client.cli.report.ExitCode;
import dev.countersign.client.cli.report.PolicyReport;
import dev.countersign.v1.GiveOrderRequest;
import dev.countersign.v1.ProposePolicyRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Groups what is done with policies and orders that officers signed.
@Command(
        name = "governance",
        description = "See which policy decides; hand in policies and orders that officers signed.",
        usageHelpWidth = 110,
        subcommands = {GovernanceCommands.Status.class, GovernanceCommands.Propose.class, GovernanceCommands.Order.class
        },
        footer = {
            "",
            "Example:",
            "  ${COMMAND-FULL-NAME} status --server signer.example:7444 --tls /etc/countersign/ops"
        })
public final class GovernanceCommands {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Command(
            name = "status",
            description = "Show the policy that decides, and the one that waits.",
            footer = {
                "",
                "With --out it writes the policy that decides to a file, to start the next one from.",
                OperatorCommand.CONNECTION,
                "Example:",
                "  ${COMMAND-FULL-NAME} --out policy.yaml --server signer.example:7444 --tls /etc/countersign/ops",
                ExitCode.HELP
            })
    static final class Status extends OperatorCommand {

        @Option(names = "--out", paramLabel = "FILE", description = "A new file for the policy that decides.")
        private @Nullable Path out;

        @Override
        int run(OperatorClient client) {
            var policy = client.getPolicy();
            if (out != null) {
                write(out, policy.getContent());
            }
            print(PolicyReport.of(policy.getStanding()));
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "propose",
            description = "Hand in a policy that officers signed.",
            footer = {
                "",
                "What is only tighter than the policy that decides takes its place at once. Everything else waits for the",
                "delay that the policy which decides states, and an officer can veto it meanwhile.",
                OperatorCommand.CONNECTION,
                "Example:",
                "  ${COMMAND-FULL-NAME} policy.yaml policy.yaml.alice.sig policy.yaml.bob.sig"
                        + " --server signer.example:7444 --tls /etc/countersign/ops",
                ExitCode.HELP
            })
    static final class Propose extends OperatorCommand {

        @Parameters(index = "0", paramLabel = "POLICY", description = "The policy file.")
        private Path policy = Path.of("");

        @Parameters(index = "1..*", paramLabel = "SIGNATURE", description = "What officers signed of it.")
        private List<Path> signatures = new ArrayList<>();

        @Override
        int run(OperatorClient client) {
            var request = ProposePolicyRequest.newBuilder().setContent(read(policy));
            request.addAllSignatures(texts(signatures));
            print(PolicyReport.of(client.proposePolicy(request.build())));
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "order",
            description = "Hand in an order of officers: a veto, or one to unfreeze or to release.",
            footer = {
                "",
                "`countersign order` writes and signs it.",
                OperatorCommand.CONNECTION,
                "Example:",
                "  ${COMMAND-FULL-NAME} thaw.order thaw.order.alice.sig thaw.order.bob.sig"
                        + " --server signer.example:7444 --tls /etc/countersign/ops",
                ExitCode.HELP
            })
    static final class Order extends OperatorCommand {

        @Parameters(index = "0", paramLabel = "ORDER", description = "The order.")
        private Path order = Path.of("");

        @Parameters(
                index = "1..*",
                arity = "1..*",
                paramLabel = "SIGNATURE",
                description = "What officers signed of it.")
        private List<Path> signatures = new ArrayList<>();

        @Override
        int run(OperatorClient client) {
            var request = GiveOrderRequest.newBuilder().setOrder(read(order));
            request.addAllSignatures(texts(signatures));
            print(PolicyReport.of(client.giveOrder(request.build())));
            return ExitCode.DONE;
        }
    }
}
