package dev.countersign.signer.bundle;

/// What a rule may allow.
public enum Permission {
    /// Moving an asset to a listed destination.
    TRANSFER("transfer", true, false),
    /// Letting a listed spender take up to an amount of an asset.
    APPROVE("approve", true, false),
    /// A zero-value, empty send to the key's own account: it frees a stuck nonce and costs only its fee.
    CANCEL("cancel", false, false),
    /// On Bitcoin: spending the key's own outputs to the key itself. It costs only its fee, and cancels what spends
    /// them otherwise.
    CONSOLIDATE("consolidate", false, false);

    private final String word;
    private final boolean moves;
    private final boolean named;

    Permission(String word, boolean moves, boolean named) {
        this.word = word;
        this.moves = moves;
        this.named = named;
    }

    /// The word for it in policy.yaml.
    public String word() {
        return word;
    }

    /// True if assets may leave by it: a rule then says which, and where to.
    public boolean moves() {
        return moves;
    }

    /// True if a rule says by name what it allows: which contract calls, which typed data.
    public boolean named() {
        return named;
    }
}
