package dev.countersign.signer.cli;

import dev.countersign.signer.audit.JournalVerifier;
import dev.countersign.signer.journal.archive.ArchiveFolder;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "verify-archive",
        description = {
            "Verifies archived entries for who has nothing but the files: that they are the first entries of one",
            "journal, tell what can have happened, and that the checkpoint key vouches for the end of each file."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit code 1 if anything does not fit.",
            "Example: countersign journal verify-archive --origin firm.example/countersign \\",
            "  --checkpoint-key $KEY --checkpoint note archive/"
        })
final class VerifyArchiveCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(names = "--origin", required = true, description = "the journal's name, journal.origin of server.yaml")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private String origin;

    @Option(
            names = "--checkpoint-key",
            required = true,
            paramLabel = "HEX",
            description = "the Ed25519 public key, journal.checkpoint_key of server.yaml")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private String checkpointKey;

    @Option(names = "--checkpoint", paramLabel = "FILE", description = "a checkpoint that you hold, to be compared")
    private final List<Path> checkpoints = new ArrayList<>();

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    @Parameters(paramLabel = "FOLDER", description = "where the files are")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path folder;

    @Override
    public Integer call() throws Exception {
        var notes = new ArrayList<String>();
        for (var file : checkpoints) {
            notes.add(Files.readString(file));
        }
        var report = new JournalVerifier().verify(new ArchiveFolder(folder), notes, origin, key());
        var out = spec.commandLine().getOut();
        if (json) {
            ReportLines.printJson(out, report);
        } else {
            ReportLines.print(out, "archive", report);
        }
        return report.ok() ? 0 : 1;
    }

    private PinnedKey key() {
        try {
            return new PinnedKey(PinnedKey.Kind.ED25519, Bytes.fromHex(checkpointKey));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--checkpoint-key: expected 64 hex digits", e);
        }
    }
}
