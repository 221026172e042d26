package dev.countersign.signer.hsm;

/// The token cannot be used. The message is one line that says what is wrong and what to do; never a PIN.
public sealed class HsmStartFailed extends Exception permits PinRefused {

    private static final long serialVersionUID = 1L;

    public HsmStartFailed(String message) {
        super(message, null, false, false);
    }
}
