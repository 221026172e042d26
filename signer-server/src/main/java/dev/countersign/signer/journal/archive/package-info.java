/// Old entries in files: what was moved out of the database can still be read, and verifies by itself.
///
/// In: entries in order, and a signed checkpoint at the end of each file. Out: text files of JSON lines, on disk when
/// they have their names; and the same entries again, in order, or the name of the file that does not fit. State: the
/// files, which never change. Failure: a file that is missing, cut, changed, or another journal's is named
/// ([ArchiveDamaged]). The format is in docs/journal.md.
@NullMarked
package dev.countersign.signer.journal.archive;

import org.jspecify.annotations.NullMarked;
