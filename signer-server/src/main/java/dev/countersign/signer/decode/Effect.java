package dev.countersign.signer.decode;

/// One thing that a payload does. Each needs a rule that allows all of it.
public sealed interface Effect permits Movement, Deed {

    /// What a rule must allow.
    Action action();
}
