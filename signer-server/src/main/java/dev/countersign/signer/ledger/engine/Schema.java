package dev.countersign.signer.ledger.engine;

/// The version of the tables, the same for every engine.
final class Schema {

    static final int VERSION = 5;

    private Schema() {}

    /// What to say of a ledger that has another.
    static String objection(long version) {
        return "has schema version " + version + ", this server knows version " + VERSION
                + "; use the server that it was last served by, or a newer one";
    }
}
