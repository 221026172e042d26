package dev.countersign.signer.decode;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.decode.ethereum.EthereumDecoder;
import dev.countersign.signer.decode.ethereum.MessageDecoder;
import dev.countersign.signer.decode.ethereum.typed.TypedDataDecoder;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.SigningRequest;
import dev.countersign.signer.model.SigningRequest.EthereumMessage;
import dev.countersign.signer.model.SigningRequest.EthereumTransaction;
import dev.countersign.signer.model.SigningRequest.EthereumTypedData;
import dev.countersign.signer.model.SigningRequest.Payload;
import dev.countersign.signer.model.SigningRequest.RawDigest;

/// Reads what a request would do. Pure: no clock, no I/O; safe for use by many threads.
public final class TransactionDecoder {

    private final EthereumDecoder ethereum = new EthereumDecoder();
    private final TypedDataDecoder typedData = new TypedDataDecoder();
    private final MessageDecoder messages = new MessageDecoder();

    /// What the request's payload does, which is also what its client expects it to do.
    ///
    /// @param grant the proof that the request's client may ask for the request's key
    /// @throws Refused the payload is not wholly understood, is for another chain, or differs from an
    /// expectation
    /// @throws IllegalArgumentException if the grant is for another key than the request
    public Transaction decode(Grant grant, SigningRequest request) throws Refused {
        var key = grant.key();
        if (!key.id().equals(request.keyId())) {
            throw new IllegalArgumentException("the grant is for key " + key.id() + ", not " + request.keyId());
        }
        requirePurpose(key, request.payload());
        var transaction = switch (request.payload()) {
            case EthereumTransaction payload -> ethereum.decode(key, payload.content());
            case EthereumTypedData payload -> typedData.decode(key, payload.content());
            case EthereumMessage payload -> messages.decode(key, payload.content());
            case RawDigest payload -> messages.decodeDigest(key, payload.content());
        };
        ExpectationCheck.check(request.expectations(), transaction);
        return transaction;
    }

    /// A digest may be that of anything, so a key that signs them signs nothing else, and no other key does.
    private static void requirePurpose(KeyPolicy key, Payload payload) throws Refused {
        var blind = key.offChain().blind();
        if (payload instanceof RawDigest && !blind) {
            throw new Refused(
                    Reason.BLIND_SIGNING_REFUSED,
                    "key " + key.id() + " signs no digest that it has not computed; send what is to be signed");
        }
        if (blind && !(payload instanceof RawDigest)) {
            throw new Refused(
                    Reason.BLIND_SIGNING_REFUSED,
                    "key " + key.id() + " is blind: it signs raw digests and nothing else; use a key of its own");
        }
    }
}
