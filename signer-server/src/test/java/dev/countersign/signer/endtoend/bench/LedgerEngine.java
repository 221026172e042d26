package dev.countersign.signer.endtoend.bench;

import dev.countersign.signer.ledger.Ledger;
import dev.countersign.signer.ledger.TimeSource;
import java.nio.file.Path;

/// What the ledger's benchmarks need to know of an engine.
interface LedgerEngine {

    /// As the rows have it.
    String name();

    /// True if no other process has a part in a commit.
    boolean isOfThisProcess();

    /// Makes an empty ledger.
    void make(Site site) throws Exception;

    /// Opens the ledger that was made at `site`; whoever asks closes it.
    Ledger open(Site site) throws Exception;

    /// What the closed ledger takes of the disk, its anchor apart.
    long bytes(Site site) throws Exception;

    /// Where one ledger is.
    ///
    /// @param folder of its own, that exists
    /// @param anchor the file, which need not lie on the same disk
    record Site(Path folder, Path anchor, TimeSource time) {

        /// In `folder` with its anchor, on the machine's clocks.
        static Site in(Path folder) {
            return new Site(folder, folder.resolve("ledger.anchor"), TimeSource.system());
        }

        Site anchoredAt(Path file) {
            return new Site(folder, file, time);
        }

        Site by(TimeSource other) {
            return new Site(folder, anchor, other);
        }
    }
}
