package dev.countersign.signer.authentication;

import static dev.countersign.signer.authentication.TestCertificates.dns;
import static dev.countersign.signer.authentication.TestCertificates.uri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.PolicyInForce;
import dev.countersign.signer.bundle.PolicyInvalid;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.model.CaKey;
import dev.countersign.signer.model.IpAddress;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAuthenticatorTest {

    private static final String HOT_WALLET = TestGrants.HOT_WALLET.spiffeId();
    private static final KeyPurposeId CLIENT_AUTH = KeyPurposeId.id_kp_clientAuth;

    private static final Optional<IpAddress> ANYWHERE = Optional.empty();

    private final ClientAuthenticator authenticator =
            new ClientAuthenticator(() -> TestGrants.bundle(TestGrants.ethHot()));

    @Test
    void the_spiffe_id_names_the_client_and_dns_names_do_not_matter() throws Exception {
        var leaf = certificate(false, CLIENT_AUTH, uri(HOT_WALLET), dns("hot-wallet.firm.example"));

        assertThat(authenticator.authenticate(leaf, ANYWHERE)).isEqualTo(TestGrants.HOT_WALLET);
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
                .isThrownBy(() -> authenticator.authenticate(leaf, ANYWHERE))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.CLIENT_UNKNOWN))
                .withMessageContaining(why);
    }

    @Test
    void a_connection_does_not_outlive_its_certificate() throws Exception {
        var expired = new TestCertificates("test", Instant.now().minusSeconds(1))
                .client(HOT_WALLET)
                .certificate();

        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> authenticator.authenticate(expired, ANYWHERE))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.CLIENT_UNKNOWN))
                .withMessageContaining("not valid now");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.20.0.0", "10.20.255.255", "::ffff:10.20.1.2", "2001:db8:7::", "2001:db8:7:ffff::1"})
    void a_client_with_networks_calls_from_them(String address) throws Exception {
        var leaf = certificate(false, CLIENT_AUTH, uri(HOT_WALLET));

        assertThat(bound().authenticate(leaf, address(address))).isEqualTo(TestGrants.HOT_WALLET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.19.255.255", "10.21.0.0", "::ffff:10.21.0.0", "::10.20.0.1", "2001:db8:8::", "fe80::1"})
    void from_anywhere_else_it_is_refused_and_not_told_where_it_should_be(String address) throws Exception {
        var leaf = certificate(false, CLIENT_AUTH, uri(HOT_WALLET));

        assertNetworkRefused(leaf, address(address));
    }

    @Test
    void an_address_that_the_transport_does_not_tell_is_in_no_network() throws Exception {
        assertNetworkRefused(certificate(false, CLIENT_AUTH, uri(HOT_WALLET)), Optional.empty());
    }

    @Test
    void whoever_is_no_client_is_unknown_wherever_he_is() throws Exception {
        var other = certificate(false, CLIENT_AUTH, uri(HOT_WALLET + "2"));

        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> bound().authenticate(other, address("192.0.2.1")))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.CLIENT_UNKNOWN));
    }

    @Test
    void a_pinned_ca_vouches_for_its_client() throws Exception {
        var ca = new TestCertificates("test");
        var pinned = pinnedTo(ca);

        for (var twice = 0; twice < 2; twice++) { // the second time from memory
            var leaf = ca.client(HOT_WALLET).certificate();
            assertThat(pinned.authenticate(leaf, ANYWHERE)).isEqualTo(TestGrants.HOT_WALLET);
            assertThat(pinned.authenticate(leaf, ANYWHERE)).isEqualTo(TestGrants.HOT_WALLET);
        }
    }

    @Test
    void another_ca_that_the_server_trusts_and_of_the_same_name_does_not() throws Exception {
        var pinned = pinnedTo(new TestCertificates("test"));
        var leaf = new TestCertificates("test").client(HOT_WALLET).certificate();

        for (var twice = 0; twice < 2; twice++) {
            assertThatExceptionOfType(Refused.class)
                    .isThrownBy(() -> pinned.authenticate(leaf, ANYWHERE))
                    .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.CLIENT_UNKNOWN))
                    .withMessageContaining("is not of the CA that the active policy names for it");
        }
    }

    @Test
    void a_new_policy_with_another_ca_counts_at_once() throws Exception {
        var first = new TestCertificates("first");
        var second = new TestCertificates("second");
        var policies = new PolicyInForce(pinning(first));
        var following = new ClientAuthenticator(policies);
        var leaf = first.client(HOT_WALLET).certificate();
        following.authenticate(leaf, ANYWHERE);

        policies.become(pinning(second));

        assertThatExceptionOfType(Refused.class).isThrownBy(() -> following.authenticate(leaf, ANYWHERE));
        following.authenticate(second.client(HOT_WALLET).certificate(), ANYWHERE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "AAAA",
                "not base64!",
                "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE",
                "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            })
    void what_is_no_cas_key_does_not_load(String ca) {
        assertThatExceptionOfType(PolicyInvalid.class)
                .isThrownBy(() -> PolicyText.load(withCa(ca)))
                .withMessageContaining("clients.hot-wallet.ca")
                .withMessageContaining(CaKey.FORM);
    }

    private static ClientAuthenticator pinnedTo(TestCertificates ca) throws Exception {
        var bundle = pinning(ca);
        return new ClientAuthenticator(() -> bundle);
    }

    private static PolicyBundle pinning(TestCertificates ca) throws Exception {
        return PolicyText.load(withCa(Base64.getEncoder()
                .encodeToString(ca.certificate().getPublicKey().getEncoded())));
    }

    private static String withCa(String ca) {
        return PolicyText.FULL.replace(HOT_WALLET + "\" }", HOT_WALLET + "\", ca: \"" + ca + "\" }");
    }

    private static void assertNetworkRefused(X509Certificate leaf, Optional<IpAddress> address) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> bound().authenticate(leaf, address))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.CLIENT_NETWORK_REFUSED))
                .satisfies(refused -> assertThat(refused.refusal().message()).doesNotContain("10.20", "2001:db8"))
                .satisfies(refused -> assertThat(refused.refusal().metadata()).isEmpty());
    }

    /// Of a policy in which the hot wallet has two networks.
    private static ClientAuthenticator bound() throws Exception {
        var text = PolicyText.FULL.replace(
                HOT_WALLET + "\" }", HOT_WALLET + "\", from: [ \"10.20.0.0/16\", \"2001:db8:7::/48\" ] }");
        var bundle = PolicyText.load(text);
        return new ClientAuthenticator(() -> bundle);
    }

    private static Optional<IpAddress> address(String literal) {
        return Optional.of(IpAddress.of(InetAddress.ofLiteral(literal)));
    }

    private static X509Certificate certificate(boolean ca, @Nullable KeyPurposeId purpose, GeneralName... names)
            throws Exception {
        return new TestCertificates("test").issue(ca, purpose, names).certificate();
    }
}
