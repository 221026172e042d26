package dev.countersign.signer.journal.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import dev.countersign.signer.journal.MerkleFrontier;
import dev.countersign.signer.journal.TreeHead;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.io.StringReader;

/// The two lines of a file that are no entries. Each has one spelling.
sealed interface ArchiveLine {

    /// Its bytes, without the newline.
    Bytes encoded();

    /// The first line: whose entries follow, and the tree before them.
    ///
    /// @param nodes of the tree of the first `first` entries, as [MerkleFrontier#nodes]
    record Header(String ledgerId, long first, Bytes nodes) implements ArchiveLine {

        private static final int VERSION = 1;
        private static final int NODE_BYTES = 32;

        @Override
        public Bytes encoded() {
            var frontier = new JsonArray();
            for (var at = 0; at < nodes.size(); at += NODE_BYTES) {
                frontier.add(nodes.slice(at, at + NODE_BYTES).hex());
            }
            var line = new JsonObject();
            line.addProperty("archive", VERSION);
            line.addProperty("ledger_id", ledgerId);
            line.addProperty("first", first);
            line.add("frontier", frontier);
            return bytes(line);
        }

        /// The tree of the entries before.
        ///
        /// @throws IllegalArgumentException if the nodes are none of that many entries
        MerkleFrontier frontier() {
            return MerkleFrontier.restore(first, nodes);
        }

        /// @throws IllegalArgumentException if it is no such line, byte for byte
        static Header read(Bytes line) {
            var object = object(line);
            try {
                var nodes = new StringBuilder();
                object.getAsJsonArray("frontier").forEach(node -> nodes.append(node.getAsString()));
                return exactly(
                        line,
                        new Header(
                                object.get("ledger_id").getAsString(),
                                object.get("first").getAsLong(),
                                Bytes.fromHex(nodes.toString())));
            } catch (NullPointerException | ClassCastException | IllegalStateException e) {
                throw new IllegalArgumentException("fields are missing or of another kind", e);
            }
        }
    }

    /// The last line: the tree after the entries, and who vouches for it.
    ///
    /// @param checkpoint the signed note of that head
    record Seal(TreeHead head, String checkpoint) implements ArchiveLine {

        @Override
        public Bytes encoded() {
            var line = new JsonObject();
            line.addProperty("size", head.size());
            line.addProperty("root", head.root().hex());
            line.addProperty("checkpoint", checkpoint);
            return bytes(line);
        }

        /// @throws IllegalArgumentException if it is no such line, byte for byte, or its checkpoint is of another head
        static Seal read(Bytes line) {
            var object = object(line);
            try {
                var head = new TreeHead(
                        object.get("size").getAsLong(),
                        Digest32.parse(object.get("root").getAsString()));
                return exactly(line, new Seal(head, object.get("checkpoint").getAsString()))
                        .requireItsCheckpoint();
            } catch (NullPointerException | ClassCastException | IllegalStateException e) {
                throw new IllegalArgumentException("fields are missing or of another kind", e);
            }
        }

        Seal requireItsCheckpoint() {
            var origin = checkpoint.lines().findFirst().orElse("");
            var body = new String(head.checkpointBody(origin).toByteArray(), UTF_8);
            if (!checkpoint.startsWith(body + "\n")) {
                throw new IllegalArgumentException(
                        "its checkpoint is not one of size " + head.size() + " and this root");
            }
            return this;
        }
    }

    private static Bytes bytes(JsonObject line) {
        return Bytes.of(line.toString().getBytes(UTF_8));
    }

    private static JsonObject object(Bytes line) {
        var reader = new JsonReader(new StringReader(new String(line.toByteArray(), UTF_8)));
        reader.setStrictness(Strictness.STRICT);
        try {
            return JsonParser.parseReader(reader).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw new IllegalArgumentException("it is no JSON object", e);
        }
    }

    private static <T extends ArchiveLine> T exactly(Bytes line, T read) {
        if (!read.encoded().equals(line)) {
            throw new IllegalArgumentException("it is in another spelling than the one of this version");
        }
        return read;
    }
}
