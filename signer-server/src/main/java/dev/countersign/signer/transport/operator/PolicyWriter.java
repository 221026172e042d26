package dev.countersign.signer.transport.operator;

import com.google.protobuf.ByteString;
import dev.countersign.signer.ledger.GovernedPolicy;
import dev.countersign.signer.ledger.PolicyStanding;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.transport.grpc.Timestamps;
import dev.countersign.v1.Policy;

/// Which policy decides and which waits, as the contract's messages.
final class PolicyWriter {

    private PolicyWriter() {}

    static dev.countersign.v1.PolicyStanding standing(PolicyStanding standing) {
        var message = dev.countersign.v1.PolicyStanding.newBuilder()
                .setActive(standing.active().map(PolicyWriter::policy).orElseGet(() -> withoutOfficers(standing)));
        standing.waiting().map(PolicyWriter::policy).ifPresent(message::setWaiting);
        return message.build();
    }

    static ByteString content(PolicyStanding standing) {
        return standing.active()
                .map(policy -> ByteString.copyFrom(policy.content().toByteArray()))
                .orElse(ByteString.EMPTY);
    }

    private static Policy policy(GovernedPolicy policy) {
        return Policy.newBuilder()
                .setVersion(policy.version())
                .setDigest(policy.digest().hex())
                .addAllOfficers(policy.officers())
                .setEffective(Timestamps.of(policy.effective()))
                .build();
    }

    private static Policy withoutOfficers(PolicyStanding standing) {
        return Policy.newBuilder()
                .setVersion(standing.version())
                .setDigest(standing.digest().map(Digest32::hex).orElse(""))
                .build();
    }
}
