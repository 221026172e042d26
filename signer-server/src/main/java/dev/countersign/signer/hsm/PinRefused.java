package dev.countersign.signer.hsm;

/// The token refused the PIN, now or before: trying it again could lock the token, so nothing sends it before its file
/// changes. Or the token says that its PIN is locked, or one try away from it.
public final class PinRefused extends HsmStartFailed {

    private static final long serialVersionUID = 1L;

    public PinRefused(String message) {
        super(message);
    }
}
