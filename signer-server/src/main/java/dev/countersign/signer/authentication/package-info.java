/// Who is asking: the SPIFFE ID in the verified TLS client certificate.
///
/// In: a certificate that TLS has verified, and the address it was used from. Out: a
/// [dev.countersign.signer.model.Client] that the policy knows, or an
/// [dev.countersign.signer.authentication.Operator] that server.yaml knows. State: none. Failure: CLIENT_UNKNOWN,
/// CLIENT_NETWORK_REFUSED, OPERATOR_UNKNOWN.
@NullMarked
package dev.countersign.signer.authentication;

import org.jspecify.annotations.NullMarked;
