package dev.countersign.signer.endtoend.attack;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.PolicyInvalid;
import dev.countersign.signer.bundle.PolicyLoader;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.decode.TransactionDecoder;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.RequestId;
import dev.countersign.signer.model.SigningRequest;
import dev.countersign.signer.model.SigningRequest.EthereumTransaction;
import dev.countersign.signer.model.SigningRequest.Expectations;
import dev.countersign.signer.model.SigningRequest.Payload;
import dev.countersign.signer.policy.Approved;
import dev.countersign.signer.policy.PolicyEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A firm with the policy of `policy/calls.yaml`, from a client's bytes to the decision: what the corridor does before
/// the ledger.
final class Firm {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static final KeyId KEY = new KeyId("eth-hot");
    private static final Grant GRANT = grant();

    private Firm() {}

    /// What `payload` does.
    static Transaction read(Bytes payload) throws Refused {
        return read(new EthereumTransaction(payload));
    }

    static Transaction read(Payload payload) throws Refused {
        var request = new SigningRequest(new RequestId("r-1"), KEY, payload, Expectations.NONE, "");
        return new TransactionDecoder().decode(GRANT, request);
    }

    static Approved approve(Bytes payload) throws Refused {
        return approve(new EthereumTransaction(payload));
    }

    static Approved approve(Payload payload) throws Refused {
        return new PolicyEngine().evaluate(GRANT, read(payload), NOW).orRefuse();
    }

    /// Why `payload` is refused; null if it is not.
    static @Nullable Refused refusal(Bytes payload) {
        return refusal(new EthereumTransaction(payload));
    }

    static @Nullable Refused refusal(Payload payload) {
        try {
            approve(payload);
            return null;
        } catch (Refused e) {
            return e;
        }
    }

    private static Grant grant() {
        try (var file = Firm.class.getResourceAsStream("/policy/calls.yaml")) {
            var content = Bytes.of(Objects.requireNonNull(file).readAllBytes());
            return new PolicyLoader()
                    .parse("calls.yaml", content)
                    .grant(new Client("spiffe://firm.example/hot-wallet"), KEY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (PolicyInvalid | Refused e) {
            throw new AssertionError(e);
        }
    }
}
