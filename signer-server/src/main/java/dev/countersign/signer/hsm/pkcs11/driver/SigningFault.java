package dev.countersign.signer.hsm.pkcs11.driver;

/// The token did not sign. The message names the function and its answer.
public final class SigningFault extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean asked;

    /// @param asked true if the signing call itself was entered, so that the token may have signed
    public SigningFault(String message, boolean asked) {
        super(message, null, false, false);
        this.asked = asked;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    public boolean asked() {
        return asked;
    }
}
