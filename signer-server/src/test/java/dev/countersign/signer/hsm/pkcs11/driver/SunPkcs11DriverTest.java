package dev.countersign.signer.hsm.pkcs11.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.hsm.pkcs11.FakeDriver;
import dev.countersign.signer.signature.SignatureAlgorithm;
import java.security.InvalidKeyException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.SignatureSpi;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Where a failure of the provider happened decides whether a charge may be given back.
class SunPkcs11DriverTest {

    private final FakeDriver direct = FakeDriver.of(digest -> new byte[64]);

    @Test
    void a_failure_before_the_signing_call_asked_nothing() throws Exception {
        var fault = faultOf(new FailingProvider(true));

        assertThat(fault.asked()).isFalse();
        assertThat(fault).hasMessageContaining("C_SignInit").hasMessageContaining("CKR_KEY_HANDLE_INVALID");
    }

    @Test
    void a_failure_of_the_signing_call_may_have_signed() throws Exception {
        var fault = faultOf(new FailingProvider(false));

        assertThat(fault.asked()).isTrue();
        assertThat(fault).hasMessageContaining("C_Sign ").hasMessageContaining("CKR_DEVICE_ERROR");
    }

    private SigningFault faultOf(Provider provider) throws Exception {
        var key = KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate();
        var keys = new SunPkcs11Keys(provider, Map.of(TestGrants.PUBLIC_KEY, key));
        try (var driver = new SunPkcs11Driver(keys, direct)) {
            return catchThrowableOfType(
                    SigningFault.class,
                    () -> driver.sign(TestGrants.PUBLIC_KEY, SignatureAlgorithm.ECDSA, new byte[32]));
        }
    }

    private static final class FailingProvider extends Provider {

        private static final long serialVersionUID = 1L;

        FailingProvider(boolean early) {
            super("Failing", "1", "fails early or late");
            putService(new Service(this, "Signature", "NONEwithECDSAinP1363Format", "FailingSignature", null, null) {
                @Override
                public Object newInstance(Object parameter) {
                    return new FailingSignature(early);
                }
            });
        }
    }

    /// Fails where the token would: at C_SignInit, or in C_Sign.
    private static final class FailingSignature extends SignatureSpi {

        private final boolean early;

        FailingSignature(boolean early) {
            this.early = early;
        }

        @Override
        protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
            if (early) {
                throw new InvalidKeyException("CKR_KEY_HANDLE_INVALID");
            }
        }

        @Override
        protected byte[] engineSign() {
            throw new ProviderException("CKR_DEVICE_ERROR");
        }

        @Override
        protected void engineUpdate(byte octet) {}

        @Override
        protected void engineUpdate(byte[] octets, int from, int length) {}

        @Override
        protected void engineInitVerify(PublicKey key) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected boolean engineVerify(byte[] signature) {
            throw new UnsupportedOperationException();
        }

        @Override
        @SuppressWarnings("deprecation") // the supertype asks for it
        protected void engineSetParameter(String name, Object value) {
            throw new UnsupportedOperationException();
        }

        @Override
        @SuppressWarnings("deprecation") // the supertype asks for it
        protected Object engineGetParameter(String name) {
            throw new UnsupportedOperationException();
        }
    }
}
