package dev.countersign.signer.bundle;

import dev.countersign.signer.model.Client;

/// Proof that a client may ask for a key at all: at least one rule of the key names it. Only [PolicyBundle#grant]
/// makes one, and nothing that a client sent is parsed without one.
public final class Grant {

    private final PolicyBundle bundle;
    private final Client client;
    private final KeyPolicy key;

    Grant(PolicyBundle bundle, Client client, KeyPolicy key) {
        this.bundle = bundle;
        this.client = client;
        this.key = key;
    }

    /// The one bundle that decides this request.
    public PolicyBundle bundle() {
        return bundle;
    }

    public Client client() {
        return client;
    }

    public KeyPolicy key() {
        return key;
    }
}
