package dev.countersign.signer.authentication;

import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.util.Set;

/// Who maintains the server: a SPIFFE ID, compared character by character, and what server.yaml lets it do. Never a
/// client: another CA vouches for it.
///
/// @param spiffeId of the same form as a client's
public record Operator(String spiffeId, Set<Role> roles) {

    public Operator {
        if (!Client.isSpiffeId(spiffeId)) {
            throw new IllegalArgumentException("an operator is a SPIFFE ID such as spiffe://firm.example/ops/alice");
        }
        roles = Set.copyOf(roles);
    }

    /// Requires that the operator has a role.
    ///
    /// @throws Refused ROLE_MISSING if not
    public void require(Role role) throws Refused {
        if (!roles.contains(role)) {
            throw new Refused(
                    Reason.ROLE_MISSING,
                    this + " has not the role '" + role.word() + "'; it is given in server.yaml, operator.operators");
        }
    }

    @Override
    public String toString() {
        return spiffeId;
    }
}
