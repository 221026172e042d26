package dev.countersign.client.cli.operator;

import dev.countersign.client.OperatorClient;
import dev.countersign.client.cli.report.ExitCode;
import dev.countersign.client.cli.report.TokenReport;
import dev.countersign.v1.DrainTokenRequest;
import dev.countersign.v1.ResumeTokenRequest;
import dev.countersign.v1.TokenState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Groups what operators do to tokens.
@Command(
        name = "hsm",
        description = "See the HSM's tokens, take one out of service for maintenance, take it back.",
        usageHelpWidth = 110,
        subcommands = {HsmCommands.Status.class, HsmCommands.Drain.class, HsmCommands.Resume.class},
        footer = {
            "",
            "Example:",
            "  ${COMMAND-FULL-NAME} status --server signer.example:7444 --tls /etc/countersign/ops"
        })
public final class HsmCommands {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Command(
            name = "status",
            description = "Show every token: its state, and its sessions by lane.",
            footer = {
                "",
                OperatorCommand.CONNECTION,
                "Example:",
                "  ${COMMAND-FULL-NAME} --server signer.example:7444 --tls /etc/countersign/ops",
                ExitCode.HELP
            })
    static final class Status extends OperatorCommand {

        @Override
        int run(OperatorClient client) {
            print(TokenReport.of(client.listTokens()));
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "drain",
            description = "Take a token out of service: it finishes what it has and gets nothing new.",
            footer = {
                "",
                "Waits until it has finished; if that takes longer than --deadline, says what it still has and ends with 1:",
                "the token stays drained, and the same command waits again.",
                OperatorCommand.CONNECTION,
                "Example:",
                "  ${COMMAND-FULL-NAME} hsm-a --reason 'firmware 7.8.4' --server signer.example:7444 --tls /etc/countersign/ops",
                ExitCode.HELP
            })
    static final class Drain extends OperatorCommand {

        @Parameters(paramLabel = "TOKEN", description = "The token's label.")
        private String token = "";

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why, for the record.")
        private String reason = "";

        @Option(
                names = "--accept-outage",
                description = "Drain it also if no other token serves: nothing is signed until one does.")
        private boolean acceptOutage;

        @Override
        int run(OperatorClient client) {
            var drained = client.drainToken(DrainTokenRequest.newBuilder()
                    .setLabel(token)
                    .setReason(reason)
                    .setAcceptOutage(acceptOutage)
                    .build());
            print(TokenReport.of(drained));
            return drained.getState() == TokenState.TOKEN_STATE_DRAINED ? ExitCode.DONE : ExitCode.FAILED;
        }
    }

    @Command(
            name = "resume",
            description = "Take a drained token back: it is opened anew and its keys are checked.",
            footer = {
                "",
                "Waits until it serves; if that takes longer than --deadline, says what it does instead and ends with 1.",
                OperatorCommand.CONNECTION,
                "Example:",
                "  ${COMMAND-FULL-NAME} hsm-a --server signer.example:7444 --tls /etc/countersign/ops",
                ExitCode.HELP
            })
    static final class Resume extends OperatorCommand {

        @Parameters(paramLabel = "TOKEN", description = "The token's label.")
        private String token = "";

        @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the record.")
        private String reason = "";

        @Override
        int run(OperatorClient client) {
            var resumed = client.resumeToken(ResumeTokenRequest.newBuilder()
                    .setLabel(token)
                    .setReason(reason)
                    .build());
            print(TokenReport.of(resumed));
            return resumed.getState() == TokenState.TOKEN_STATE_SERVING ? ExitCode.DONE : ExitCode.FAILED;
        }
    }
}
