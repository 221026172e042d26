package dev.countersign.signer.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Optional;

/// One request to sign one payload with one key, well-formed but not yet believed.
///
/// @param purpose up to 256 bytes of UTF-8, untrusted, for the journal only
public record SigningRequest(
        RequestId requestId, KeyId keyId, Payload payload, Expectations expectations, String purpose) {

    /// What to sign. The kind is part of what a request id binds.
    public sealed interface Payload {
        Bytes content();

        /// The kind's name in the journal and in the digest.
        String kind();
    }

    /// The bytes of an unsigned Ethereum transaction, as they would be hashed.
    public record EthereumTransaction(Bytes content) implements Payload {
        @Override
        public String kind() {
            return "ethereum_transaction";
        }
    }

    /// Typed data: JSON as `eth_signTypedData_v4` has it (EIP-712), in UTF-8.
    public record EthereumTypedData(Bytes content) implements Payload {
        @Override
        public String kind() {
            return "ethereum_typed_data";
        }
    }

    /// A personal message, without the prefix that is hashed with it (EIP-191).
    public record EthereumMessage(Bytes content) implements Payload {
        @Override
        public String kind() {
            return "ethereum_message";
        }
    }

    /// A digest of what only the client knows.
    public record RawDigest(Bytes content) implements Payload {
        @Override
        public String kind() {
            return "raw_digest";
        }
    }

    /// A partially signed Bitcoin transaction (BIP-174, BIP-370).
    ///
    /// @param finalizing whether the network's transaction is asked for in place of the PSBT, once nobody has to
    ///     sign any more; bound by the request id, as part of the kind
    public record BitcoinPsbt(Bytes content, boolean finalizing) implements Payload {
        @Override
        public String kind() {
            return finalizing ? "bitcoin_psbt_final" : "bitcoin_psbt";
        }
    }

    /// What the client believes the payload does. It grants nothing: it can only fail to match.
    ///
    /// @param amount base units
    public record Expectations(Optional<Asset> asset, Optional<BigInteger> amount, Optional<Account> destination) {

        public static final Expectations NONE = new Expectations(Optional.empty(), Optional.empty(), Optional.empty());
    }

    public SigningRequest {
        if (purpose.getBytes(UTF_8).length > 256) {
            throw new IllegalArgumentException("purpose is longer than 256 bytes");
        }
    }

    /// What the request id binds for ever: SHA-256 over key id, payload kind, payload and expectations, each preceded
    /// by its length (4 bytes, big-endian). The purpose is a remark and not bound.
    public Digest32 digest() {
        var out = new ByteArrayOutputStream(payload.content().size() + 256);
        append(out, "countersign/request/v1".getBytes(UTF_8));
        append(out, keyId.value().getBytes(UTF_8));
        append(out, payload.kind().getBytes(UTF_8));
        append(out, payload.content().toByteArray());
        append(out, expectations.asset().map(Asset::caip19).orElse("").getBytes(UTF_8));
        append(out, expectations.amount().map(BigInteger::toString).orElse("").getBytes(UTF_8));
        append(out, expectations.destination().map(Account::caip10).orElse("").getBytes(UTF_8));
        return Digest32.sha256(out.toByteArray());
    }

    private static void append(ByteArrayOutputStream out, byte[] part) {
        out.writeBytes(ByteBuffer.allocate(4).putInt(part.length).array());
        out.writeBytes(part);
    }
}
