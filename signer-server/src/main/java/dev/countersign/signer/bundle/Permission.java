package dev.countersign.signer.bundle;

/// What a rule may allow.
public enum Permission {
    /// Moving an asset to a listed destination.
    TRANSFER("transfer", true, false),
    /// Letting a listed spender take up to an amount of an asset.
    APPROVE("approve", true, false),
    /// Taking an allowance back, whoever has it: it costs only its fee.
    REVOKE("revoke", false, false),
    /// Turning the native coin into its listed token, or back.
    WRAP("wrap", true, false),
    /// A contract call that the policy pins, with what it moves.
    CALL("call", true, true),
    /// A zero-value, empty send to the key's own account: it frees a stuck nonce and costs only its fee.
    CANCEL("cancel", false, false),
    /// On Bitcoin: spending the key's own outputs to the key itself. It costs only its fee, and cancels what spends
    /// them otherwise.
    CONSOLIDATE("consolidate", false, false),
    /// Signing typed data that the policy defines (EIP-712).
    TYPED_DATA("typed-data", true, true),
    /// Signing a text that says of itself that it is a message (EIP-191).
    MESSAGE("message", false, false),
    /// Signing a digest of nobody knows what.
    BLIND("blind", false, false);

    private final String word;
    private final boolean moves;
    private final boolean named;

    Permission(String word, boolean moves, boolean named) {
        this.word = word;
        this.moves = moves;
        this.named = named;
    }

    /// The permission that a policy, or the journal, calls so.
    ///
    /// @throws IllegalArgumentException if none has this word
    public static Permission of(String word) {
        for (var permission : values()) {
            if (permission.word.equals(word)) {
                return permission;
            }
        }
        throw new IllegalArgumentException("unknown permission");
    }

    /// The word for it in policy.yaml.
    public String word() {
        return word;
    }

    /// True if assets may leave by it: a rule then says which, and where to.
    public boolean moves() {
        return moves;
    }

    /// True if the key sends it to the chain by itself, and pays a fee for it.
    public boolean isSent() {
        return switch (this) {
            case TRANSFER, APPROVE, REVOKE, WRAP, CALL, CANCEL, CONSOLIDATE -> true;
            case TYPED_DATA, MESSAGE, BLIND -> false;
        };
    }

    /// True if a rule says by name what it allows: which contract calls, which typed data.
    public boolean named() {
        return named;
    }
}
