package dev.countersign.signer.authentication;

import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Tells which operator of server.yaml a certificate names.
public final class OperatorAuthenticator {

    private static final SpiffeLeaf LEAF = new SpiffeLeaf(Reason.OPERATOR_UNKNOWN);

    private final Map<String, Operator> operators;

    /// @param operators each with a SPIFFE ID of its own
    public OperatorAuthenticator(Collection<Operator> operators) {
        this.operators =
                operators.stream().collect(Collectors.toUnmodifiableMap(Operator::spiffeId, Function.identity()));
    }

    /// The operator that the certificate names.
    ///
    /// @param leaf the peer's own certificate, its chain verified by TLS
    /// @throws Refused OPERATOR_UNKNOWN if it is not valid now, is a CA, is not for client authentication, does not
    ///     carry exactly one URI, or names no operator
    public Operator authenticate(X509Certificate leaf) throws Refused {
        var operator = operators.get(LEAF.uriOf(leaf));
        if (operator == null) {
            throw LEAF.refused("the client certificate names no operator of server.yaml");
        }
        return operator;
    }
}
