package dev.countersign.signer.signing;

import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.SigningRequest;

/// What a client asked for, by name: enough to find it again, whether or not it could be read.
///
/// @param keyId empty if the call names none that is well-formed
/// @param requestId empty if the call names none that is well-formed
public record Call(Client client, String keyId, String requestId) {

    static Call of(Client client, SigningRequest request) {
        return new Call(client, request.keyId().value(), request.requestId().value());
    }
}
