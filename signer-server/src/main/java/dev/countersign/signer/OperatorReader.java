package dev.countersign.signer;

import dev.countersign.signer.ServerConfig.Operators;
import dev.countersign.signer.ServerConfig.Tls;
import dev.countersign.signer.authentication.Operator;
import dev.countersign.signer.authentication.Role;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Value;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Reads `operator` of server.yaml.
///
/// @param endpoint reads an address and a port
/// @param tls reads the TLS files of a listener
record OperatorReader(Function<Value, Optional<InetSocketAddress>> endpoint, Function<Value, Optional<Tls>> tls) {

    private static final FieldNames FIELDS = FieldNames.of("listen", "tls", "operators");
    private static final String ROLES =
            Arrays.stream(Role.values()).map(Role::word).collect(Collectors.joining(", "));

    Optional<Operators> read(Value value) {
        var fields = value.fields(FIELDS);
        var listen = fields.required("listen", "address and port of the operators' service")
                .flatMap(endpoint);
        var files = fields.required("tls", "certificate, key and client_ca").flatMap(tls);
        var operators = fields.required("operators", "roles by SPIFFE ID").flatMap(OperatorReader::operators);
        return listen.flatMap(
                address -> files.flatMap(paths -> operators.map(all -> new Operators(address, paths, all))));
    }

    private static Optional<List<Operator>> operators(Value value) {
        var written = value.entries("roles by SPIFFE ID");
        var read = written.entrySet().stream()
                .map(entry -> operator(entry.getKey(), entry.getValue()))
                .flatMap(Optional::stream)
                .toList();
        return read.size() < written.size() ? Optional.empty() : Optional.of(read);
    }

    private static Optional<Operator> operator(String spiffeId, Value value) {
        var roles = roles(value);
        if (!Client.isSpiffeId(spiffeId)) {
            value.refuse("the operator '" + spiffeId + "'", "a SPIFFE ID such as spiffe://firm.example/ops/alice");
            return Optional.empty();
        }
        return roles.map(all -> new Operator(spiffeId, all));
    }

    private static Optional<Set<Role>> roles(Value value) {
        var written = value.items("a list of roles, of: " + ROLES);
        var read = written.stream()
                .map(role -> role.parse("one of: " + ROLES, Role::of).orElse(null))
                .filter(Objects::nonNull)
                .toList();
        if (value.isList() && written.isEmpty()) {
            value.refuse("no role", "one or more of: " + ROLES);
        }
        if (read.isEmpty() || read.size() < written.size()) {
            return Optional.empty();
        }
        var roles = EnumSet.copyOf(read);
        if (roles.size() < read.size()) {
            value.refuse("a role twice", "each role once");
        }
        return Optional.of(roles);
    }
}
