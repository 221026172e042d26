package dev.countersign.signer.bundle;

import java.util.function.Supplier;

/// The policy that decides new requests. It may be another for each request, so a request asks once and keeps what it
/// got. Thread-safe.
public final class PolicyInForce implements Supplier<PolicyBundle> {

    private volatile PolicyBundle bundle;

    public PolicyInForce(PolicyBundle bundle) {
        this.bundle = bundle;
    }

    @Override
    public PolicyBundle get() {
        return bundle;
    }

    /// Has `next` decide from now on. The ledger decides which policy is active: it is asked first.
    public void become(PolicyBundle next) {
        bundle = next;
    }
}
