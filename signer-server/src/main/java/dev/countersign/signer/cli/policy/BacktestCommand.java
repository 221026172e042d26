package dev.countersign.signer.cli.policy;

import dev.countersign.signer.audit.backtest.Backtest;
import dev.countersign.signer.bundle.PolicyLoader;
import dev.countersign.signer.cli.ConfigOption;
import dev.countersign.signer.ledger.SqlLedgerReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "backtest",
        description = {
            "Asks a policy all that the journal recorded, and says what it would have decided otherwise.",
            "Reads beside a running server and writes nothing; needs no HSM."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit code 0 whatever would have changed, 1 if the policy does not load or the ledger cannot be read.",
            "Example: countersign policy backtest --config server.yaml proposed.yaml --since 2026-10-01T00:00:00Z"
        })
final class BacktestCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "NEW", description = "the policy that is proposed")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path proposed;

    @Option(
            names = "--since",
            paramLabel = "INSTANT",
            description = "report from this time on (UTC, such as 2026-10-01T00:00:00Z); what is before still counts"
                    + " for limits")
    private Instant since = Instant.MIN;

    @Option(names = "--json", description = "one JSON object, with every change")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        var policy = new PolicyLoader().load(proposed);
        var out = spec.commandLine().getOut();
        var configuration = config.config();
        try (var reader = SqlLedgerReader.open(
                configuration.ledger().database(), configuration.journal().archive())) {
            if (json) {
                var object = new BacktestJson(out, policy);
                object.end(Backtest.of(reader, policy, since, object::add));
            } else {
                var text = new BacktestText();
                var report = Backtest.of(reader, policy, since, text::add);
                text.print(policy, report, out);
            }
        }
        return 0;
    }
}
