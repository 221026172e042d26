package dev.countersign.signer.cli.order;

import dev.countersign.signer.governance.Command.Resume;
import dev.countersign.signer.model.Digest32;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `order resume`.
@Command(
        name = "resume",
        description = "Has a ledger served again that forgot what was signed. Holds for a day.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Only when the latest database is lost for good. First learn from the chains and from clients what",
            "left since; raise nonces.first in the next policy. `countersign ledger resume` shows this command",
            "with the values of the ledger as it is."
        })
final class WriteResume extends NewOrder {

    @Option(names = "--ledger", required = true, description = "the ledger's id: 32 hex digits")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private String ledger;

    @Option(names = "--entries", required = true, description = "how many entries its journal has now")
    private long entries;

    @Option(names = "--root", required = true, description = "the root of its journal now: 64 hex digits")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private String root;

    @Option(names = "--anchor", required = true, description = "how many entries its anchor remembers; 0 without one")
    private long anchor;

    WriteResume() {
        super(Duration.ofDays(1));
    }

    @Override
    Resume command() {
        return new Resume(ledger, entries, Digest32.parse(root), anchor);
    }
}
