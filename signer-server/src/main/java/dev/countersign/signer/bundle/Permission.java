package dev.countersign.signer.bundle;

/// What a rule may allow.
public enum Permission {
    /// Moving an asset to a listed destination.
    TRANSFER("transfer"),
    /// A zero-value, empty send to the key's own account: it frees a stuck nonce and costs only its fee.
    CANCEL("cancel");

    private final String word;

    Permission(String word) {
        this.word = word;
    }

    /// The word for it in policy.yaml.
    public String word() {
        return word;
    }
}
