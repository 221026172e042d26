package dev.countersign.signer.journal.archive;

import dev.countersign.signer.journal.TreeHead;
import dev.countersign.signer.model.Digest32;

/// A file of the archive that was read to its end and fits.
///
/// @param head the journal's head after its last entry
/// @param checkpoint the signed note of that head; its signature was not looked at
/// @param digest SHA-256 of the whole file
public record SealedFile(ArchiveFile file, TreeHead head, String checkpoint, Digest32 digest) {}
