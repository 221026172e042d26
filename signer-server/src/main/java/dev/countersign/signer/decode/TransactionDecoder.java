package dev.countersign.signer.decode;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.decode.bitcoin.BitcoinDecoder;
import dev.countersign.signer.decode.ethereum.EthereumDecoder;
import dev.countersign.signer.decode.ethereum.MessageDecoder;
import dev.countersign.signer.decode.ethereum.typed.TypedDataDecoder;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.SigningRequest;
import dev.countersign.signer.model.SigningRequest.BitcoinPsbt;
import dev.countersign.signer.model.SigningRequest.EthereumMessage;
import dev.countersign.signer.model.SigningRequest.EthereumTransaction;
import dev.countersign.signer.model.SigningRequest.EthereumTypedData;
import dev.countersign.signer.model.SigningRequest.Payload;
import dev.countersign.signer.model.SigningRequest.RawDigest;
import java.util.Optional;

/// Reads what a request would do. Pure: no clock, no I/O; safe for use by many threads.
public final class TransactionDecoder {

    private final EthereumDecoder ethereum = new EthereumDecoder();
    private final TypedDataDecoder typedData = new TypedDataDecoder();
    private final MessageDecoder messages = new MessageDecoder();
    private final BitcoinDecoder bitcoin = new BitcoinDecoder();

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
        var transaction = decode(key, request.payload());
        ExpectationCheck.check(request.expectations(), transaction);
        return transaction;
    }

    /// What a payload would do, signed with `key`. For whoever asks without signing: it proves nothing.
    ///
    /// @throws Refused the payload is not wholly understood, or is for another chain
    public Transaction decode(KeyPolicy key, Payload payload) throws Refused {
        requirePurpose(key, payload);
        return switch (payload) {
            case EthereumTransaction transaction -> ethereum.decode(key, transaction.content());
            case EthereumTypedData typed -> typedData.decode(key, typed.content());
            case EthereumMessage message -> messages.decode(key, message.content());
            case BitcoinPsbt psbt -> bitcoin.decode(key, psbt.content(), psbt.finalizing());
            case RawDigest digest -> messages.decodeDigest(key, digest.content());
        };
    }

    /// The chain that a payload says it is for; empty where it says none, as on Bitcoin.
    ///
    /// @throws Refused it is not canonical
    public static Optional<Chain> chainOf(Payload payload) throws Refused {
        return switch (payload) {
            case EthereumTransaction transaction -> Optional.of(EthereumDecoder.chainOf(transaction.content()));
            case EthereumTypedData _, EthereumMessage _, BitcoinPsbt _, RawDigest _ -> Optional.empty();
        };
    }

    /// A digest may be that of anything, so a key that signs them signs nothing else, and no other key does.
    private static void requirePurpose(KeyPolicy key, Payload payload) throws Refused {
        var blind = key.offChain().blind();
        if (payload instanceof RawDigest && !blind) {
            throw DecodingRule.PURPOSE_PINNED.broken(
                    "key " + key.id() + " signs no digest that it has not computed; send what is to be signed");
        }
        if (blind && !(payload instanceof RawDigest)) {
            throw DecodingRule.PURPOSE_PINNED.broken(
                    "key " + key.id() + " is blind: it signs raw digests and nothing else; use a key of its own");
        }
    }
}
