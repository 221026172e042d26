package dev.countersign.signer.cli.ledger;

import dev.countersign.signer.ServerConfig;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.PolicyInvalid;
import dev.countersign.signer.cli.ConfigOption;
import dev.countersign.signer.governance.Command.Resume;
import dev.countersign.signer.governance.Mandate;
import dev.countersign.signer.ledger.LedgerLoss;
import dev.countersign.signer.ledger.LedgerRecovery;
import dev.countersign.signer.ledger.LedgerRefused;
import dev.countersign.signer.ledger.SqlLedgerReader;
import dev.countersign.signer.ledger.TimeSource;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "resume",
        description = {
            "Has a ledger served again that was put back to an earlier state, or whose anchor is lost for",
            "good. The server is stopped. What the ledger forgot counts as spent: each window is full, for",
            "its length. With officers it takes their order; without one this shows what they would sign."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example: countersign ledger resume --config /etc/countersign/server.yaml \\",
            "  resume.order resume.order.alice.sig resume.order.bob.sig"
        })
final class ResumeCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(names = "--reason", description = "why, for the journal, in a deployment without officers")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call(); absent is read as empty
    private Optional<String> reason;

    @Parameters(arity = "0..*", paramLabel = "FILE", description = "the order, then its signatures")
    private final List<Path> files = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        var configuration = config.config();
        var out = spec.commandLine().getOut();
        try (var recovery = LedgerRecovery.open(configuration.ledgerSettings(false), TimeSource.system())) {
            var loss = recovery.loss();
            if (loss.isEmpty()) {
                out.println("the ledger is the one that its anchor remembers; there is nothing to resume");
                return 0;
            }
            resume(configuration, recovery, loss.get());
            out.println("resumed at " + recovery.now() + "; each window counts as full, for its length from then on");
            return 0;
        }
    }

    /// @throws LedgerRefused if there is no order yet, after having shown what officers would sign
    private void resume(ServerConfig configuration, LedgerRecovery recovery, LedgerLoss loss)
            throws Refused, LedgerRefused, PolicyInvalid, IOException {
        var active = active(configuration);
        if (active.isEmpty()) {
            recovery.resumeWithoutOfficers(reason.filter(WrittenReason::holds)
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(), "--reason: expected one line of 1 to 256 bytes that says why")));
            return;
        }
        if (files.isEmpty()) {
            var resume =
                    new Resume(loss.ledgerId(), loss.head().size(), loss.head().root(), loss.remembered());
            spec.commandLine().getOut().println("""
                    To serve it all the same, officers order:
                      countersign order resume --deployment %s --ledger %s --entries %d --root %s --anchor %d --key KEY resume.order""".formatted(
                            configuration.deployment(),
                            resume.ledgerId(),
                            resume.entries(),
                            resume.root().hex(),
                            resume.remembered()));
            throw loss.refusal();
        }
        var signatures = new ArrayList<String>();
        for (var file : files.subList(1, files.size())) {
            signatures.add(Files.readString(file));
        }
        var order = Bytes.of(Files.readAllBytes(files.getFirst()));
        recovery.resume(Mandate.of(configuration.deployment(), active.get(), order, signatures, recovery.now()));
    }

    /// What the ledger says decides, held against the officers; empty if it has had no policy with officers.
    private static Optional<PolicyBundle> active(ServerConfig configuration)
            throws LedgerRefused, PolicyInvalid, Refused {
        try (var reader = SqlLedgerReader.open(configuration.ledger().database())) {
            var decided = reader.policies().verified(configuration.deployment());
            return decided.isEmpty()
                    ? Optional.empty()
                    : Optional.of(decided.getLast().bundle());
        }
    }
}
