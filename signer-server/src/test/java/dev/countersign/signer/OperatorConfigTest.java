package dev.countersign.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.countersign.signer.authentication.Operator;
import dev.countersign.signer.authentication.Role;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The section `operator` of server.yaml.
class OperatorConfigTest {

    private static final String WITHOUT =
            """
            deployment: dev
            listen: { address: 127.0.0.1, port: 7443 }
            tls: { certificate: s.crt, key: s.key, client_ca: ca.crt }
            tokens: [ { label: dev, module: m.so, pin_file: user.pin } ]
            journal: { origin: countersign.example/dev, checkpoint_key: "%s" }
            ledger: { path: ledger.db, anchor: ledger.db.anchor }
            policy: policy.yaml
            """.formatted("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");

    private static final String WITH = WITHOUT + """
            operator:
              listen: { address: 127.0.0.1, port: 7444 }
              tls: { certificate: o.crt, key: o.key, client_ca: operators-ca.crt }
              operators:
                "spiffe://firm.example/ops/alice": [ observe, maintain ]
                "spiffe://firm.example/ops/bob": [ observe ]
            """;

    @TempDir
    private Path folder;

    @Test
    void without_the_section_there_is_no_listener() throws Exception {
        assertThat(load(WITHOUT).operators()).isEmpty();
    }

    @Test
    void everything_that_is_written_is_read() throws Exception {
        assertThat(load(WITH).operators())
                .contains(new ServerConfig.Operators(
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 7444),
                        new ServerConfig.Tls(
                                folder.resolve("o.crt"), folder.resolve("o.key"), folder.resolve("operators-ca.crt")),
                        List.of(
                                new Operator("spiffe://firm.example/ops/alice", Set.of(Role.OBSERVE, Role.MAINTAIN)),
                                new Operator("spiffe://firm.example/ops/bob", Set.of(Role.OBSERVE)))));
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                arguments(
                        "[ observe, maintain ]",
                        "[ observe, admin ]",
                        "12:51: operator.operators.'spiffe://firm.example/ops/alice'[1]: 'admin'; "
                                + "expected one of: observe, maintain, propose, tighten, price, report"),
                arguments(
                        "[ observe, maintain ]",
                        "[ observe, observe ]",
                        "12:40: operator.operators.'spiffe://firm.example/ops/alice': a role twice; expected each role once"),
                arguments(
                        "[ observe, maintain ]",
                        "[]",
                        "12:40: operator.operators.'spiffe://firm.example/ops/alice': no role; "
                                + "expected one or more of: observe, maintain, propose, tighten, price, report"),
                arguments(
                        "[ observe, maintain ]",
                        "observe",
                        "12:40: operator.operators.'spiffe://firm.example/ops/alice': 'observe'; "
                                + "expected a list of roles, of: observe, maintain, propose, tighten, price, report"),
                arguments(
                        "\"spiffe://firm.example/ops/alice\"",
                        "alice",
                        "12:12: operator.operators.alice: the operator 'alice'; "
                                + "expected a SPIFFE ID such as spiffe://firm.example/ops/alice"),
                arguments(
                        "  listen: { address: 127.0.0.1, port: 7444 }\n",
                        "",
                        "9:3: operator: the field 'listen' is missing; "
                                + "expected address and port of the operators' service"));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("mistakes")
    void what_is_not_understood_is_refused_with_its_place(String from, String to, String message) {
        var text = WITH.replace(from, to);
        assertThat(text).isNotEqualTo(WITH);

        assertThatThrownBy(() -> load(text))
                .isInstanceOf(ConfigInvalid.class)
                .hasMessage(folder.resolve("server.yaml") + ":" + message);
    }

    private ServerConfig load(String text) throws Exception {
        return ServerConfig.load(Files.writeString(folder.resolve("server.yaml"), text));
    }
}
