package dev.countersign.signer.cli.ledger;

import dev.countersign.signer.audit.JournalPrinter;
import dev.countersign.signer.cli.ConfigOption;
import dev.countersign.signer.ledger.InDoubt;
import dev.countersign.signer.ledger.SqlLedgerReader;
import dev.countersign.signer.policy.Charge;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "in-doubt",
        description = {
            "Shows every request that is charged and not settled: being signed now, or nobody knows whether it was signed.",
            "Reads beside a running server."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: countersign ledger in-doubt --config /etc/countersign/server.yaml"})
final class InDoubtCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws Exception {
        var configuration = config.config();
        try (var ledger = SqlLedgerReader.open(configuration.ledger().database())) {
            print(spec.commandLine().getOut(), configuration.deployment(), ledger);
        }
        return 0;
    }

    private static void print(PrintWriter out, String deployment, SqlLedgerReader ledger) {
        var all = ledger.inDoubt();
        if (all.isEmpty()) {
            out.println("nothing is in doubt");
            return;
        }
        all.forEach(request -> print(out, deployment, request));
        out.println();
        out.println(
                "What is older than two minutes is not being signed any more. Its client repeats the same request: then it is");
        out.println(
                "signed, or refused, and charged once. The order gives the charge back: only if that can never be, and no");
        out.println("signature that the HSM may have made can still be used.");
    }

    private static void print(PrintWriter out, String deployment, InDoubt request) {
        var attempts = request.attempts() == 1 ? "1 attempt" : request.attempts() + " attempts";
        out.println(JournalPrinter.printable("entry %d  %s of %s, key %s (%s)"
                .formatted(
                        request.journalIndex(),
                        request.requestId(),
                        request.client(),
                        request.keyId(),
                        request.publicKey().hex())));
        out.println("  since " + request.firstAt() + ", " + attempts + ", the latest at " + request.at());
        out.println("  charged: "
                + request.charges().stream().map(InDoubtCommand::words).collect(Collectors.joining("; ")));
        out.println(
                "  countersign order release --deployment %s --entry %d --request %s --client %s --key KEY release.order"
                        .formatted(deployment, request.journalIndex(), request.requestId(), request.client()));
    }

    private static String words(Charge charge) {
        return charge.amount()
                + charge.destination().map(to -> " to " + to.address()).orElse(", the most that fees can be");
    }
}
