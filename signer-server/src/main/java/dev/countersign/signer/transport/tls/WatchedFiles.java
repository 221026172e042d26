package dev.countersign.signer.transport.tls;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// PEM files that are used together, and taken into use again whenever their content changes. Content that cannot be
/// used leaves what is in use alone, is logged once, and is looked at again when it changes. For one thread.
final class WatchedFiles {

    private static final Logger log = LoggerFactory.getLogger(WatchedFiles.class);

    /// Makes something of contents, which come in the order of the files.
    interface Parser<T> {
        T parse(List<Bytes> contents) throws IOException, GeneralSecurityException;
    }

    /// Takes contents into use, all or nothing.
    interface Use {
        void take(List<Bytes> contents) throws IOException, GeneralSecurityException;
    }

    private final String what;
    private final List<Path> files;

    // Digests, because one of the files is a private key; none if the files could not be read.
    private List<Digest32> seen = List.of();

    /// @param what they are, for the log
    WatchedFiles(String what, Path... files) {
        this.what = what;
        this.files = List.of(files);
    }

    /// Reads them for the first time.
    ///
    /// @throws IOException if one cannot be read
    /// @throws GeneralSecurityException if no use can be made of them
    <T> T read(Parser<T> parser) throws IOException, GeneralSecurityException {
        var contents = contents();
        seen = digests(contents);
        return parse(contents, parser);
    }

    /// Looks whether they have changed. Never throws: a scheduler drops what does.
    void look(Use use) {
        try {
            var contents = contents();
            var digests = digests(contents);
            if (!digests.equals(seen)) {
                seen = digests;
                take(contents, use);
            }
        } catch (IOException e) {
            if (!seen.isEmpty()) {
                seen = List.of();
                log.error("the {} cannot be read, the old stays in use: {}", what, e.toString());
            }
        }
    }

    private void take(List<Bytes> contents, Use use) {
        try {
            var _ = parse(contents, it -> {
                use.take(it);
                return true;
            });
            log.info("the {} was read again from {}", what, files);
        } catch (GeneralSecurityException e) {
            log.error("the new {} cannot be used, the old stays in use: {}", what, e.getMessage());
        }
    }

    private <T> T parse(List<Bytes> contents, Parser<T> parser) throws GeneralSecurityException {
        try {
            return parser.parse(contents);
        } catch (IOException | GeneralSecurityException | RuntimeException e) { // PEM parsers throw what they like
            throw new GeneralSecurityException("no use can be made of " + files + ": " + e.getMessage(), e);
        }
    }

    private List<Bytes> contents() throws IOException {
        var contents = new ArrayList<Bytes>();
        for (var file : files) {
            contents.add(Bytes.of(Files.readAllBytes(file)));
        }
        return contents;
    }

    private static List<Digest32> digests(List<Bytes> contents) {
        return contents.stream()
                .map(content -> Digest32.sha256(content.toByteArray()))
                .toList();
    }
}
