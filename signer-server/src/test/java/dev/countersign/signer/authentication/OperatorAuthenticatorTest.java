package dev.countersign.signer.authentication;

import static dev.countersign.signer.authentication.TestCertificates.dns;
import static dev.countersign.signer.authentication.TestCertificates.uri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OperatorAuthenticatorTest {

    private static final KeyPurposeId CLIENT_AUTH = KeyPurposeId.id_kp_clientAuth;
    private static final Operator ALICE = new Operator("spiffe://firm.example/ops/alice", Set.of(Role.OBSERVE));
    private static final Operator BOB =
            new Operator("spiffe://firm.example/ops/bob", Set.of(Role.OBSERVE, Role.MAINTAIN));

    private final OperatorAuthenticator authenticator = new OperatorAuthenticator(List.of(ALICE, BOB));

    @Test
    void the_spiffe_id_names_the_operator_with_the_roles_of_the_configuration() throws Exception {
        var ca = new TestCertificates("ops");

        assertThat(authenticator.authenticate(ca.client(ALICE.spiffeId()).certificate()))
                .isEqualTo(ALICE);
        assertThat(authenticator.authenticate(ca.client(BOB.spiffeId()).certificate()))
                .isEqualTo(BOB);
    }

    static Stream<Arguments> strangers() throws Exception {
        var ca = new TestCertificates("ops");
        var alice = uri(ALICE.spiffeId());
        return Stream.of(
                arguments("is a CA certificate", ca.issue(true, CLIENT_AUTH, alice)),
                arguments("lacks the extended key usage", ca.issue(false, null, alice)),
                arguments("lacks the extended key usage", ca.issue(false, KeyPurposeId.id_kp_serverAuth, alice)),
                arguments("carries 2 URI names", ca.issue(false, CLIENT_AUTH, alice, uri(BOB.spiffeId()))),
                arguments("carries 0 URI names", ca.issue(false, CLIENT_AUTH, dns("alice"))),
                arguments("no operator", ca.client("spiffe://firm.example/ops/Alice")),
                arguments("no operator", ca.client("spiffe://firm.example/ops/alice2")),
                arguments("no operator", ca.client("spiffe://firm.example/ops")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("strangers")
    void everyone_else_is_unknown(String why, TestCertificates.Issued issued) {
        X509Certificate leaf = issued.certificate();

        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> authenticator.authenticate(leaf))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.OPERATOR_UNKNOWN))
                .withMessageContaining(why);
    }

    @Test
    void no_role_implies_another() {
        var maintainer = new Operator(BOB.spiffeId(), Set.of(Role.MAINTAIN));

        assertThatCode(() -> maintainer.require(Role.MAINTAIN)).doesNotThrowAnyException();
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> maintainer.require(Role.OBSERVE))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.ROLE_MISSING));
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> ALICE.require(Role.MAINTAIN))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.ROLE_MISSING));
    }
}
