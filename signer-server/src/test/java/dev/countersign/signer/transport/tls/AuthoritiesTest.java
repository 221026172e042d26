package dev.countersign.signer.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.signer.authentication.TestCertificates;
import dev.countersign.signer.transport.tls.TlsSettings.Peers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// No CA admits at two listeners: neither at the start nor when a file changes.
class AuthoritiesTest {

    private final TestCertificates clientsCa = new TestCertificates("clients");
    private final TestCertificates operatorsCa = new TestCertificates("operators");
    private final Authorities authorities = new Authorities();

    AuthoritiesTest() throws Exception {}

    @Test
    void each_listener_has_its_own_and_may_change_it() throws Exception {
        authorities.use(Peers.CLIENTS, List.of(clientsCa.certificate()));
        authorities.use(Peers.OPERATORS, List.of(operatorsCa.certificate()));
        authorities.use(
                Peers.CLIENTS, List.of(clientsCa.certificate(), new TestCertificates("new clients").certificate()));
    }

    @Test
    void the_ca_of_one_listener_is_refused_at_the_other_among_whatever_others() throws Exception {
        authorities.use(Peers.CLIENTS, List.of(clientsCa.certificate()));

        refused(operatorsCa.certificate(), clientsCa.certificate());
    }

    @Test
    void another_certificate_of_the_same_key_is_refused() throws Exception {
        var reissued = operatorsCa.issue(true, null);
        var ofTheSameKey = operatorsCa.renewed(reissued);
        authorities.use(Peers.CLIENTS, List.of(reissued.certificate()));

        refused(ofTheSameKey);
    }

    @Test
    void a_ca_that_the_other_listeners_ca_vouches_for_is_refused_and_the_other_way_round() throws Exception {
        var intermediate = clientsCa.issue(true, null).certificate();

        authorities.use(Peers.CLIENTS, List.of(clientsCa.certificate()));
        refused(intermediate);

        authorities.use(Peers.CLIENTS, List.of(intermediate));
        refused(clientsCa.certificate());
    }

    @Test
    void what_is_refused_changes_nothing() throws Exception {
        authorities.use(Peers.CLIENTS, List.of(clientsCa.certificate()));
        authorities.use(Peers.OPERATORS, List.of(operatorsCa.certificate()));
        refused(clientsCa.certificate());

        assertThatExceptionOfType(CertificateException.class)
                .isThrownBy(() -> authorities.use(Peers.CLIENTS, List.of(operatorsCa.certificate())))
                .withMessageContaining("also vouches for operators");
    }

    @Test
    void the_start_is_refused_with_both_files(@TempDir Path folder) throws Exception {
        clientsCa.write(folder.resolve("clients.crt"));
        operatorsCa.write(folder.resolve("operators.crt"));
        var clients = settings(Peers.CLIENTS, folder.resolve("clients.crt"));
        var operators = settings(Peers.OPERATORS, folder.resolve("operators.crt"));
        TlsFileCheck.requireApart(operators, clients);

        Files.writeString(
                operators.clientCa(), Files.readString(operators.clientCa()) + Files.readString(clients.clientCa()));

        assertThatExceptionOfType(TlsFileRefused.class)
                .isThrownBy(() -> TlsFileCheck.requireApart(operators, clients))
                .withMessage("operator.tls.client_ca: " + operators.clientCa()
                        + " holds the CA 'CN=clients', which tls.client_ca (" + clients.clientCa()
                        + ") admits too; give operators an authority of their own");
    }

    private void refused(X509Certificate... certificates) {
        assertThatExceptionOfType(CertificateException.class)
                .isThrownBy(() -> authorities.use(Peers.OPERATORS, List.of(certificates)))
                .satisfies(refusal -> assertThat(refusal).hasMessageContaining("also vouches for clients"));
    }

    private static TlsSettings settings(Peers peers, Path ca) {
        return new TlsSettings(peers, ca, ca, ca);
    }
}
