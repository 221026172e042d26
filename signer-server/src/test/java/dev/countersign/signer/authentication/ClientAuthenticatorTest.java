package dev.countersign.signer.authentication;

import static dev.countersign.signer.authentication.TestCertificates.dns;
import static dev.countersign.signer.authentication.TestCertificates.uri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClientAuthenticatorTest {

    private static final String HOT_WALLET = TestGrants.HOT_WALLET.spiffeId();
    private static final KeyPurposeId CLIENT_AUTH = KeyPurposeId.id_kp_clientAuth;

    private final ClientAuthenticator authenticator = new ClientAuthenticator(TestGrants.bundle(TestGrants.ethHot()));

    @Test
    void the_spiffe_id_names_the_client_and_dns_names_do_not_matter() throws Exception {
        var leaf = certificate(false, CLIENT_AUTH, uri(HOT_WALLET), dns("hot-wallet.firm.example"));

        assertThat(authenticator.authenticate(leaf)).isEqualTo(TestGrants.HOT_WALLET);
    }

    static Stream<Arguments> strangers() throws Exception {
        return Stream.of(
                Arguments.of("is a CA certificate", certificate(true, CLIENT_AUTH, uri(HOT_WALLET))),
                Arguments.of("lacks the extended key usage", certificate(false, null, uri(HOT_WALLET))),
                Arguments.of(
                        "lacks the extended key usage",
                        certificate(false, KeyPurposeId.id_kp_serverAuth, uri(HOT_WALLET))),
                Arguments.of(
                        "carries 2 URI names",
                        certificate(false, CLIENT_AUTH, uri(HOT_WALLET), uri("spiffe://firm.example/other"))),
                Arguments.of("carries 0 URI names", certificate(false, CLIENT_AUTH, dns("hot-wallet"))),
                Arguments.of("carries 0 URI names", certificate(false, CLIENT_AUTH)),
                Arguments.of("no SPIFFE ID", certificate(false, CLIENT_AUTH, uri("https://firm.example/hot-wallet"))),
                Arguments.of("no SPIFFE ID", certificate(false, CLIENT_AUTH, uri(HOT_WALLET + "?a=b"))),
                Arguments.of("is no client", certificate(false, CLIENT_AUTH, uri("spiffe://firm.example/hot-wallet2"))),
                Arguments.of("is no client", certificate(false, CLIENT_AUTH, uri("spiffe://firm.example/Hot-Wallet"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("strangers")
    void everyone_else_is_unknown(String why, X509Certificate leaf) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> authenticator.authenticate(leaf))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.CLIENT_UNKNOWN))
                .withMessageContaining(why);
    }

    @Test
    void a_connection_does_not_outlive_its_certificate() throws Exception {
        var expired = new TestCertificates("test", Instant.now().minusSeconds(1))
                .client(HOT_WALLET)
                .certificate();

        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> authenticator.authenticate(expired))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.CLIENT_UNKNOWN))
                .withMessageContaining("not valid now");
    }

    private static X509Certificate certificate(boolean ca, @Nullable KeyPurposeId purpose, GeneralName... names)
            throws Exception {
        return new TestCertificates("test").issue(ca, purpose, names).certificate();
    }
}
