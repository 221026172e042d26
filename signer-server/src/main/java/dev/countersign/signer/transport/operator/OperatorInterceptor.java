package dev.countersign.signer.transport.operator;

import dev.countersign.signer.authentication.Operator;
import dev.countersign.signer.authentication.OperatorAuthenticator;
import dev.countersign.signer.model.IpAddress;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.transport.grpc.PeerInterceptor;
import io.grpc.Context;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Admits the operators of server.yaml.
final class OperatorInterceptor extends PeerInterceptor<Operator> {

    private static final Logger log = LoggerFactory.getLogger(OperatorInterceptor.class);
    private static final Context.Key<Operator> OPERATOR = Context.key("countersign.operator");

    private final OperatorAuthenticator authenticator;

    OperatorInterceptor(OperatorAuthenticator authenticator) {
        super(OPERATOR, Reason.OPERATOR_UNKNOWN);
        this.authenticator = authenticator;
    }

    /// The operator of the call that this thread handles.
    static Operator operator() {
        return peer(OPERATOR);
    }

    @Override
    protected Operator authenticate(X509Certificate leaf, Optional<IpAddress> address) throws Refused {
        return authenticator.authenticate(leaf);
    }

    @Override
    protected void stranger(Refusal refusal, Optional<IpAddress> address) {
        log.atWarn()
                .addKeyValue("address", address.map(IpAddress::toString).orElse("unknown"))
                .log("a stranger with a certificate of the operators' CA was refused: {}", refusal.message());
    }
}
