package dev.countersign.signer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.yaml.Problem;
import dev.countersign.signer.yaml.YamlInvalid;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `docs/schema/server.schema.json` says of a server's settings what their reader says, as far as a schema can.
class ServerSchemaTest {

    private static final SchemaFile SCHEMA = new SchemaFile("server.schema.json");
    private static final SchemaAgreement AGREEMENT = new SchemaAgreement(SCHEMA, ServerSchemaTest::problems, Set.of());

    @Test
    void what_loads_is_valid() {
        assertThat(good()).isNotEmpty().allSatisfy(text -> {
            assertThat(problems(text)).isEmpty();
            assertThat(SCHEMA.problems(SchemaFile.parse(text))).isEmpty();
        });
    }

    @Test
    void an_object_has_the_fields_that_its_reader_knows() {
        AGREEMENT.assertSameFields(good());
    }

    @Test
    void what_is_required_is_required_by_both() {
        AGREEMENT.assertSameFieldsRequired(good());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    driver: sunpkcs11                | driver: pkcs11
                    format: text                     | format: xml
                    [ observe ]                      | [ observer ]
                    [ observe ]                      | [ ]
                    [ observe, maintain ]            | [ observe, observe ]
                    port: 7443                       | port: 70000
                    port: 7443                       | port: "7443"
                    address: 127.0.0.1, port: 7443   | address: localhost, port: 7443
                    deployment: dev                  | deployment: Dev
                    checkpoint_every: 5s             | checkpoint_every: 5
                    in_flight: 256                   | in_flight: 0
                    withdrawals: 4                   | withdrawals: 257
                    pin_file: pins/user.pin          | pin: "1234"
                    label: countersign-dev           | label: "countersign-dev "
                    spiffe://firm.example/ops/alice  | alice
                    """)
    void a_word_that_the_reader_refuses_is_refused(String from, String to) {
        var text = good().getFirst().replace(from, to);

        assertThat(text).isNotEqualTo(good().getFirst());
        assertThat(problems(text)).isNotEmpty();
        assertThat(SCHEMA.problems(SchemaFile.parse(text))).isNotEmpty();
    }

    private static List<String> good() {
        return SchemaFile.documented("deployment: dev\nlisten:");
    }

    private static List<Problem> problems(String text) {
        try {
            ServerConfigText.read(Bytes.of(text.getBytes(UTF_8)));
            return List.of();
        } catch (YamlInvalid e) {
            return e.problems();
        }
    }
}
