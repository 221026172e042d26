package dev.countersign.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.netty.shaded.io.netty.handler.ssl.OpenSsl;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "error:10000412:SSL routines:OPENSSL_internal:SSLV3_ALERT_BAD_CERTIFICATE",
                "error:10000414:SSL routines:OPENSSL_internal:SSLV3_ALERT_CERTIFICATE_REVOKED",
                "error:10000415:SSL routines:OPENSSL_internal:SSLV3_ALERT_CERTIFICATE_EXPIRED",
                "error:10000416:SSL routines:OPENSSL_internal:SSLV3_ALERT_CERTIFICATE_UNKNOWN",
                "error:10000418:SSL routines:OPENSSL_internal:TLSV1_ALERT_UNKNOWN_CA",
                "error:10000419:SSL routines:OPENSSL_internal:TLSV1_ALERT_ACCESS_DENIED",
                "error:1000045c:SSL routines:OPENSSL_internal:TLSV1_ALERT_CERTIFICATE_REQUIRED"
            })
    void an_alert_about_our_certificate_is_distrust(String told) {
        assertThat(Answers.isAlertOfDistrust(new SSLException(told))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "error:100003fc:SSL routines:OPENSSL_internal:SSLV3_ALERT_BAD_RECORD_MAC",
                "error:10000438:SSL routines:OPENSSL_internal:TLSV1_ALERT_INTERNAL_ERROR",
                "error:100000f7:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER",
                "closing inbound before receiving peer's close_notify"
            })
    void another_failure_is_not(String told) {
        assertThat(Answers.isAlertOfDistrust(new SSLException(told))).isFalse();
    }

    @Test
    void what_tls_did_not_tell_is_not_distrust() {
        assertThat(Answers.isAlertOfDistrust(new IOException("error:10000418:")))
                .isFalse();
        assertThat(Answers.isAlertOfDistrust(new SSLException((String) null))).isFalse();
    }

    @Test
    void boring_ssl_is_used_where_it_is_allowed_and_there() {
        var there = ReloadingSslContext.NATIVE_ALLOWED && OpenSsl.isAvailable();

        assertThat(ReloadingSslContext.provider()).isEqualTo(there ? SslProvider.OPENSSL : SslProvider.JDK);
    }
}
