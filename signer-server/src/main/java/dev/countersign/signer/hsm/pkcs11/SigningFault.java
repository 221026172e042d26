package dev.countersign.signer.hsm.pkcs11;

/// The token did not sign. The message names the function and its answer.
final class SigningFault extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean asked;

    /// @param asked true if the signing call itself was entered, so that the token may have signed
    SigningFault(String message, boolean asked) {
        super(message, null, false, false);
        this.asked = asked;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    boolean asked() {
        return asked;
    }
}
