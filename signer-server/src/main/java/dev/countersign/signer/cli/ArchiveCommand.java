package dev.countersign.signer.cli;

import dev.countersign.signer.ServerConfig;
import dev.countersign.signer.audit.archive.Archivist;
import dev.countersign.signer.journal.archive.ArchiveFolder;
import dev.countersign.signer.journal.archive.SealedFile;
import dev.countersign.signer.ledger.LedgerArchive;
import dev.countersign.signer.ledger.LedgerRefused;
import dev.countersign.signer.ledger.TimeSource;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "archive",
        description = {
            "Moves the bytes of old entries out of the database into files of the folder that server.yaml names,",
            "which verify together with the database, and alone. On PostgreSQL beside running nodes; a server",
            "on SQLite is stopped meanwhile. Interrupted, it is run again."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: countersign journal archive --config /etc/countersign/server.yaml --keep 90d"})
final class ArchiveCommand implements Callable<Integer> {

    /// Days, hours and minutes as server.yaml has them.
    static final class Length implements ITypeConverter<Duration> {

        @Override
        public Duration convert(String text) {
            if (!text.matches("(0|[1-9][0-9]{0,4})[dhms]")) {
                throw new TypeConversionException("expected a length such as 90d or 36h");
            }
            return Duration.parse(text.endsWith("d") ? "P" + text : "PT" + text);
        }
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(
            names = "--keep",
            required = true,
            paramLabel = "LENGTH",
            converter = Length.class,
            description = "what is younger stays in the database: 90d, 36h")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Duration keep;

    private long files;

    @Override
    public Integer call() throws Exception {
        var configuration = config.config();
        var archivist = archivist(configuration);
        var time = TimeSource.system();
        try (var ledger = LedgerArchive.open(configuration.ledgerSettings(false))) {
            archivist.archive(ledger, time.wall().minus(keep), this::print);
            spec.commandLine()
                    .getOut()
                    .println((files == 0 ? "nothing is old enough; " : "") + ledger.archived()
                            + " entries are archived in all");
        }
        return 0;
    }

    private static Archivist archivist(ServerConfig configuration) throws LedgerRefused {
        var journal = configuration.journal();
        var folder = journal.archive()
                .orElseThrow(() -> new LedgerRefused("server.yaml names no folder for the archive: add it,"
                        + " journal: { archive: /var/lib/countersign/archive }"));
        return new Archivist(
                configuration.ledger().database(),
                new ArchiveFolder(folder),
                journal.origin(),
                journal.checkpointKey());
    }

    private void print(SealedFile sealed) {
        files++;
        var file = sealed.file();
        var out = spec.commandLine().getOut();
        out.printf("entries %d to %d: %s, sha256 %s%n", file.first(), file.size() - 1, file.path(), sealed.digest());
        out.flush(); // each file takes a while
    }
}
