package dev.countersign.client.cli;

import dev.countersign.client.SigningClient;
import dev.countersign.client.cli.report.ExitCode;
import dev.countersign.client.cli.report.Report;
import dev.countersign.client.cli.report.SignedReport;
import dev.countersign.client.cli.report.Timestamps;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Shows what became of a request.
@Command(
        name = "request",
        description = "Show the stored answer of an earlier request.",
        footer = {
            "",
            "Example:",
            "  ${COMMAND-FULL-NAME} --server signer.example:8443 --tls /etc/countersign/tls payout-77",
            ExitCode.HELP
        })
final class RequestCommand extends ClientCommand {

    @Parameters(paramLabel = "ID", description = "The request id.")
    private String requestId = "";

    @Override
    int run(SigningClient client) {
        var request = client.getRequest(requestId);
        var state = request.getState().name().replaceFirst("^REQUEST_STATE_", "");
        var reservedAt = Timestamps.show(request.getReservedAt());
        var report = new Report()
                .line("request", requestId)
                .line("state", state)
                .line("recorded", reservedAt)
                .field("request_id", requestId)
                .field("state", state)
                .field("reserved_at", reservedAt);
        print(request.hasResponse() ? SignedReport.describe(report, request.getResponse()) : report);
        return ExitCode.DONE;
    }
}
