package dev.countersign.signer.journal;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// The right edge of a growing Merkle tree (RFC 6962 §2.1): the roots of the complete subtrees that it is
/// made of, enough to append a leaf and to know the root, in at most 63 hashes. Not thread-safe.
public final class MerkleFrontier {

    private static final byte LEAF = 0;
    private static final byte NODE = 1;
    private static final int HASH_BYTES = 32;

    /// Largest subtree first: one for each one bit of `size`.
    private final List<Digest32> subtrees;

    private long size;

    private MerkleFrontier(long size, List<Digest32> subtrees) {
        this.size = size;
        this.subtrees = subtrees;
    }

    public static MerkleFrontier empty() {
        return new MerkleFrontier(0, new ArrayList<>());
    }

    /// The frontier that [#nodes] gave at `size` leaves.
    ///
    /// @throws IllegalArgumentException if `nodes` is not one hash for each one bit of `size`
    public static MerkleFrontier restore(long size, Bytes nodes) {
        if (size < 0 || nodes.size() != HASH_BYTES * Long.bitCount(size)) {
            throw new IllegalArgumentException(
                    "a tree of " + size + " leaves has no frontier of " + nodes.size() + " bytes");
        }
        var subtrees = new ArrayList<Digest32>();
        for (var from = 0; from < nodes.size(); from += HASH_BYTES) {
            subtrees.add(new Digest32(nodes.slice(from, from + HASH_BYTES)));
        }
        return new MerkleFrontier(size, subtrees);
    }

    /// The hash of an entry as a leaf of the tree.
    public static Digest32 leafHash(Bytes entry) {
        return Digest32.sha256(new byte[] {LEAF}, entry.toByteArray());
    }

    /// Leaves appended so far.
    public long size() {
        return size;
    }

    /// Makes `leafHash` the rightmost leaf.
    public void append(Digest32 leafHash) {
        var subtree = leafHash;
        // each one bit at the low end is a complete subtree as large as the one in hand
        for (var rest = size; (rest & 1) == 1; rest >>= 1) {
            subtree = node(subtrees.removeLast(), subtree);
        }
        subtrees.add(subtree);
        size++;
    }

    public TreeHead head() {
        if (subtrees.isEmpty()) {
            return new TreeHead(0, Digest32.sha256());
        }
        var root = subtrees.getLast();
        for (var i = subtrees.size() - 2; i >= 0; i--) {
            root = node(subtrees.get(i), root);
        }
        return new TreeHead(size, root);
    }

    /// The subtrees' roots, largest subtree first, 32 bytes each, one after the other.
    public Bytes nodes() {
        var nodes = ByteBuffer.allocate(HASH_BYTES * subtrees.size());
        subtrees.forEach(subtree -> nodes.put(subtree.bytes().toByteArray()));
        return Bytes.of(nodes.array());
    }

    /// An independent frontier of the same leaves.
    public MerkleFrontier copy() {
        return new MerkleFrontier(size, new ArrayList<>(subtrees));
    }

    private static Digest32 node(Digest32 left, Digest32 right) {
        return Digest32.sha256(
                new byte[] {NODE}, left.bytes().toByteArray(), right.bytes().toByteArray());
    }
}
