package dev.countersign.signer.ledger.anchor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.countersign.signer.journal.MerkleFrontier;
import dev.countersign.signer.journal.TreeHead;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What the journal was when it was last written, in a file that should lie on another medium than the
/// database: whoever puts back, empties or exchanges the database does not have this, too.
///
/// The file has two places of 4,096 bytes. Each write takes the one that does not hold the present mark,
/// so that one which is torn leaves the mark before it. Not thread-safe.
public final class Anchor implements AutoCloseable {

    private static final int PLACE_BYTES = 4096;
    private static final int PLACES = 2;

    private static final Pattern TEXT = Pattern.compile("""
            (countersign anchor v1
            ledger: ([0-9a-f]{32})
            entries: (0|[1-9][0-9]{0,18})
            root: ([0-9a-f]{64})
            frontier: ((?:[0-9a-f]{64})*)
            )sha256: ([0-9a-f]{64})
            \\n*""");

    /// A journal at one time.
    ///
    /// @param nodes what [MerkleFrontier#nodes] was
    public record Mark(String ledgerId, TreeHead head, Bytes nodes) {

        /// How many entries it had.
        public long size() {
            return head.size();
        }

        /// The tree of the entries so far.
        ///
        /// @throws IllegalArgumentException if it has another number of nodes
        public MerkleFrontier frontier() {
            return MerkleFrontier.restore(head.size(), nodes);
        }

        private byte[] place() {
            var text = "countersign anchor v1\nledger: " + ledgerId + "\nentries: " + head.size() + "\nroot: "
                    + head.root().hex() + "\nfrontier: " + nodes.hex() + "\n";
            text += "sha256: " + digest(text) + "\n";
            if (text.length() > PLACE_BYTES) {
                throw new IllegalStateException("a journal of " + head.size() + " entries has no place");
            }
            var place = new byte[PLACE_BYTES];
            Arrays.fill(place, (byte) '\n');
            System.arraycopy(text.getBytes(US_ASCII), 0, place, 0, text.length());
            return place;
        }

        /// What [#place] wrote; empty if it was not written to the end.
        private static Optional<Mark> read(byte[] place) {
            var fields = TEXT.matcher(new String(place, US_ASCII));
            if (!fields.matches() || !digest(fields.group(1)).equals(fields.group(6))) {
                return Optional.empty();
            }
            try {
                var head = new TreeHead(Long.parseLong(fields.group(3)), Digest32.parse(fields.group(4)));
                var mark = new Mark(fields.group(2), head, Bytes.fromHex(fields.group(5)));
                return Optional.of(mark).filter(_ -> mark.frontier().head().equals(head));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        private static String digest(String text) {
            return Digest32.sha256(text.getBytes(US_ASCII)).hex();
        }
    }

    private final FileChannel file;
    private Mark mark;
    private int place;

    private Anchor(FileChannel file, Mark mark, int place) {
        this.file = file;
        this.mark = mark;
        this.place = place;
    }

    /// Makes the anchor of a new ledger, on disk when this returns.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if there is something at `path`
    public static void create(Path path, Mark first) throws IOException {
        var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var file =
                FileChannel.open(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), owner)) {
            write(file, 0, first.place());
            write(file, 1, new byte[PLACE_BYTES]);
            file.force(true);
        }
    }

    /// The anchor as it was last written.
    ///
    /// @throws java.nio.file.NoSuchFileException if there is none
    /// @throws IOException if it cannot be read and written, or holds no whole mark
    public static Anchor open(Path path) throws IOException {
        var file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            Anchor latest = null;
            for (var place = 0; place < PLACES; place++) {
                var mark = Mark.read(read(file, place));
                if (mark.isPresent() && (latest == null || mark.get().size() > latest.mark.size())) {
                    latest = new Anchor(file, mark.get(), place);
                }
            }
            if (latest == null) {
                throw new IOException("no whole mark is in it");
            }
            return latest;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    public Mark mark() {
        return mark;
    }

    /// Remembers a longer journal of the same ledger, on disk when this returns.
    public void advance(TreeHead head, Bytes nodes) throws IOException {
        if (head.size() <= mark.size()) {
            throw new IllegalArgumentException("from " + mark.size() + " entries to " + head.size());
        }
        var next = new Mark(mark.ledgerId(), head, nodes);
        var other = (place + 1) % PLACES;
        try {
            write(file, other, next.place());
            file.force(false);
        } catch (IOException e) {
            throw new IOException("the anchor could not be written: " + e.getMessage(), e);
        }
        mark = next;
        place = other;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static void write(FileChannel file, int place, byte[] content) throws IOException {
        var bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
            file.write(bytes, (long) place * PLACE_BYTES + bytes.position());
        }
    }

    private static byte[] read(FileChannel file, int place) throws IOException {
        var bytes = ByteBuffer.allocate(PLACE_BYTES);
        while (bytes.hasRemaining() && file.read(bytes, (long) place * PLACE_BYTES + bytes.position()) > 0) {
            // until it is full, or the file ends
        }
        return bytes.array();
    }
}
