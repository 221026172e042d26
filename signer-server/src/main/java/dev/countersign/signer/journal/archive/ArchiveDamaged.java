package dev.countersign.signer.journal.archive;

import java.io.IOException;

/// A file of the archive is missing, or is not what was archived. The message names the file and says what to do.
public final class ArchiveDamaged extends IOException {

    private static final long serialVersionUID = 1L;

    public ArchiveDamaged(String message) {
        super(message);
    }
}
