package dev.countersign.signer.audit.archive;

import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.journal.archive.SealedFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the entries read so far say of the archive, held against the files that were read.
public final class ArchiveHistory {

    private final Map<Long, SealedFile> files = new HashMap<>();
    private long archived;

    /// A file was read to its end.
    public void read(SealedFile file) {
        files.put(file.file().first(), file);
    }

    /// How many entries are in files.
    public long archived() {
        return archived;
    }

    /// Says what does not fit of an entry.
    public List<String> archived(long index, JournalEntry.Archived entry) {
        var problems = new ArrayList<String>();
        var size = entry.head().size();
        if (entry.first() != archived) {
            problems.add("first is " + entry.first() + ", but what was archived before ends at " + archived);
        }
        if (size <= entry.first() || size > index) {
            problems.add("size is " + size + ": a file holds entries from first on, and none that comes after");
        }
        var file = files.get(entry.first());
        if (file != null && !file.head().equals(entry.head())) {
            problems.add("size and root are not those of the archive's file "
                    + file.file().path());
        } else if (file != null && !file.digest().equals(entry.digest())) {
            problems.add("digest is another than that of the archive's file "
                    + file.file().path() + ", of which the first or the last line was changed");
        }
        archived = size;
        return problems;
    }
}
