package dev.countersign.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.ledger.engine.PostgresEngine;
import dev.countersign.signer.ledger.engine.PostgresSettings;
import dev.countersign.signer.ledger.engine.PostgresSettings.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LedgerSectionTest {

    private static final String FILE =
            """
            deployment: dev
            listen: { address: 127.0.0.1, port: 7443 }
            tls: { certificate: tls/server.crt, key: tls/server.key, client_ca: /etc/ca.crt }
            tokens:
              - { label: countersign-dev, module: /usr/lib/softhsm/libsofthsm2.so, pin_file: user.pin }
            journal: { origin: "dev.countersign.example/dev", checkpoint_key: "%s" }
            ledger:
              postgres: { HERE }
              anchor: ledger.anchor
            policy: policy.yaml
            """.formatted("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");

    private static final String WHOLE = "hosts: [ \"db1.internal:5432\", \"[fd00::2]:5432\" ], database: countersign,"
            + " user: signer, password_file: pg.password, tls: { ca: ca.crt }, require_synchronous: false";

    @TempDir
    private Path folder;

    private ServerConfig load(String postgres) throws Exception {
        return ServerConfig.load(write(postgres));
    }

    private Path write(String postgres) throws IOException {
        return Files.writeString(folder.resolve("server.yaml"), FILE.replace("HERE", postgres));
    }

    @Test
    void all_of_it_is_read() throws Exception {
        var ledger = load(WHOLE).ledger();

        assertThat(ledger.database())
                .isEqualTo(new PostgresEngine(new PostgresSettings(
                        List.of("db1.internal:5432", "[fd00::2]:5432"),
                        "countersign",
                        "signer",
                        Optional.of(folder.resolve("pg.password")),
                        Optional.of(new Tls(folder.resolve("ca.crt"), Optional.empty(), Optional.empty())),
                        false)));
        assertThat(ledger.database()).hasToString("postgresql://db1.internal:5432,[fd00::2]:5432/countersign");
        assertThat(ledger.folder()).isEqualTo(folder);
    }

    @Test
    void a_standby_is_required_unless_it_is_said_otherwise_and_a_certificate_does_for_a_password() throws Exception {
        var ledger =
                load("hosts: [ \"127.0.0.1:5432\" ], database: c, user: u, tls: { ca: a, certificate: b, key: c }");

        var settings = ((PostgresEngine) ledger.ledger().database()).settings();
        assertThat(settings.synchronous()).isTrue();
        assertThat(settings.password()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tls: { ca: ca.crt }, | '' | servers of other machines, and no tls
            db1.internal:5432 | db1.internal | 'db1.internal'; expected host:port
            db1.internal:5432 | db1.internal:70000 | 'db1.internal:70000'; expected host:port
            db1.internal:5432 | db1/x?ssl=off:5432 | expected host:port
            database: countersign | database: c?sslmode=disable | expected the name of the database
            user: signer | user: "a b" | expected the name of the role
            password_file: pg.password, | '' | the field 'password_file' is missing
            { ca: ca.crt } | { ca: ca.crt, key: k } | one of certificate and key
            user: signer | user: signer, path: x | 'path'
            """)
    void what_is_not_understood_is_refused(String from, String to, String words) {
        assertThat(WHOLE).contains(from);

        assertThatThrownBy(() -> load(WHOLE.replace(from, to)))
                .isInstanceOf(ConfigInvalid.class)
                .hasMessageContaining("server.yaml:8:")
                .hasMessageContaining(words);
    }

    @Test
    void one_database_is_named() throws Exception {
        var text = FILE.replace("HERE", WHOLE).replace("  anchor:", "  path: ledger.db\n  anchor:");
        Files.writeString(folder.resolve("server.yaml"), text);

        assertThatThrownBy(() -> ServerConfig.load(folder.resolve("server.yaml")))
                .isInstanceOf(ConfigInvalid.class)
                .hasMessageContaining("two databases; expected path or postgres");
    }
}
