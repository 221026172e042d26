package dev.countersign.client.cli;

import dev.countersign.client.SigningClient;
import dev.countersign.client.cli.report.ExitCode;
import dev.countersign.client.cli.report.KnownAssets;
import dev.countersign.client.cli.report.Report;
import dev.countersign.client.cli.report.Timestamps;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Shows what is left of each limit.
@Command(
        name = "headroom",
        description = "Show what is left of each window limit of a key.",
        footer = {
            "",
            "Example:",
            "  ${COMMAND-FULL-NAME} --server signer.example:8443 --tls /etc/countersign/tls --key eth-hot",
            ExitCode.HELP
        })
final class HeadroomCommand extends ClientCommand {

    @Option(names = "--key", paramLabel = "ID", required = true, description = "The key.")
    private String key = "";

    @Override
    int run(SigningClient client) {
        var assets = KnownAssets.of(client.getKey(key));
        var headroom = client.getHeadroom(key);
        var at = Timestamps.show(headroom.getAt());
        var report = new Report().line("key", key).line("at", at);
        headroom.getLimitsList().forEach(limit -> report.line("limit", assets.show(limit)));
        print(report.field("key_id", key)
                .field("at", at)
                .field("limits", Report.array(headroom.getLimitsList(), assets::json)));
        return ExitCode.DONE;
    }
}
