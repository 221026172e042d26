package dev.countersign.signer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.audit.JournalPrinter;
import dev.countersign.signer.audit.JournalVerifier;
import dev.countersign.signer.audit.Report;
import dev.countersign.signer.journal.JournalCodec;
import dev.countersign.signer.ledger.LedgerReader.StoredEntry;
import dev.countersign.signer.ledger.SqlLedgerReader;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "journal",
        description = "The record of every decision.",
        mixinStandardHelpOptions = true,
        subcommands = {
            JournalCommand.Verify.class,
            JournalCommand.Show.class,
            ArchiveCommand.class,
            VerifyArchiveCommand.class
        })
final class JournalCommand {

    private JournalCommand() {}

    @Command(
            name = "verify",
            description = {
                "Believes only the entries: recomputes the tree, the checkpoints' signatures, request ids, slots and charges,",
                "and names the first entry that does not fit. Reads what is archived too; beside a running server; needs no HSM."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Exit code 1 if anything does not fit."})
    static final class Verify implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private CommandSpec spec;

        @Mixin
        private final ConfigOption config = new ConfigOption();

        @Option(names = "--json", description = "one JSON object")
        private boolean json;

        @Override
        public Integer call() throws Exception {
            var configuration = config.config();
            var journal = configuration.journal();
            try (var reader = SqlLedgerReader.open(configuration.ledger().database(), journal.archive())) {
                var report =
                        new JournalVerifier().verify(reader, journal.origin(), Optional.of(journal.checkpointKey()));
                print(report);
                return report.ok() ? 0 : 1;
            }
        }

        private void print(Report report) {
            var out = spec.commandLine().getOut();
            if (json) {
                ReportLines.printJson(out, report);
            } else {
                ReportLines.print(out, "journal", report);
            }
        }
    }

    @Command(
            name = "show",
            description = "Prints the entries, one a line.",
            mixinStandardHelpOptions = true,
            footer = {"", "Exit code 1 if an entry cannot be read; the others are printed all the same."})
    static final class Show implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private CommandSpec spec;

        @Mixin
        private final ConfigOption config = new ConfigOption();

        @Option(names = "--from", description = "the first index to print (default: ${DEFAULT-VALUE})")
        private long from = 0;

        @Option(names = "--json", description = "the stored bytes: one JSON object a line")
        private boolean json;

        private boolean unreadable;

        @Override
        public Integer call() throws Exception {
            var configuration = config.config();
            try (var reader = SqlLedgerReader.open(
                    configuration.ledger().database(), configuration.journal().archive())) {
                reader.entries(from, this::print);
            }
            return unreadable ? 1 : 0;
        }

        private void print(StoredEntry entry) {
            var out = spec.commandLine().getOut();
            if (json) {
                out.println(new String(entry.content().toByteArray(), UTF_8));
                return;
            }
            try {
                out.println(JournalPrinter.describe(entry.index(), JournalCodec.decode(entry.content())));
            } catch (IllegalArgumentException e) {
                unreadable = true;
                out.println(JournalPrinter.unreadable(entry.index(), String.valueOf(e.getMessage())));
            }
        }
    }
}
