package dev.countersign.signer.transport;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.countersign.signer.address.bitcoin.Address;
import dev.countersign.signer.address.bitcoin.Network;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.RequestId;
import dev.countersign.signer.model.SigningRequest;
import dev.countersign.signer.model.SigningRequest.BitcoinPsbt;
import dev.countersign.signer.model.SigningRequest.EthereumMessage;
import dev.countersign.signer.model.SigningRequest.EthereumTransaction;
import dev.countersign.signer.model.SigningRequest.EthereumTypedData;
import dev.countersign.signer.model.SigningRequest.Expectations;
import dev.countersign.signer.model.SigningRequest.Payload;
import dev.countersign.signer.model.SigningRequest.RawDigest;
import dev.countersign.signer.signing.Call;
import dev.countersign.v1.SignRequest;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/// The contract's requests as model values. Checks form only; what a request means is for the rooms behind.
final class RequestReader {

    private static final int MAX_PAYLOAD_BYTES = 128 * 1024;
    private static final int MAX_PSBT_BYTES = 1024 * 1024;
    private static final Pattern UNITS = Pattern.compile("0|[1-9][0-9]{0,77}");

    private RequestReader() {}

    /// @throws Refused MALFORMED_REQUEST, naming the field
    static SigningRequest read(SignRequest request) throws Refused {
        return read(request, read("request_id", request.getRequestId(), RequestId::new));
    }

    /// A request that need not have an id of its own: it is only asked about.
    static SigningRequest readQuestion(SignRequest request) throws Refused {
        return request.getRequestId().isEmpty()
                ? read(request, new RequestId("question-" + UUID.randomUUID()))
                : read(request);
    }

    private static SigningRequest read(SignRequest request, RequestId requestId) throws Refused {
        // A field that is dropped silently might have been a condition of the caller's.
        if (hasUnknownFields(request)
                || hasUnknownFields(request.getEthereumTransaction())
                || hasUnknownFields(request.getBitcoinPsbt())
                || hasUnknownFields(request.getEthereumTypedData())
                || hasUnknownFields(request.getEthereumMessage())
                || hasUnknownFields(request.getRawDigest())
                || hasUnknownFields(request.getExpectations())) {
            throw malformed(
                    "the request has fields that this server does not know; update the server or leave them out");
        }
        var keyId = keyId(request.getKeyId());
        var payload = payloadOf(request);
        var expectations = expectationsOf(request.getExpectations());
        return read(
                "purpose",
                request.getPurpose(),
                purpose -> new SigningRequest(requestId, keyId, payload, expectations, purpose));
    }

    private static boolean hasUnknownFields(Message message) {
        return message.getUnknownFields().getSerializedSize() != 0;
    }

    /// What a malformed request calls itself: only names that are well-formed, so that the journal takes in nothing
    /// else.
    static Call nameOf(Client client, SignRequest request) {
        return new Call(
                client, ifFormed(request.getKeyId(), KeyId::new), ifFormed(request.getRequestId(), RequestId::new));
    }

    private static String ifFormed(String value, Function<String, ?> form) {
        try {
            return form.apply(value).toString();
        } catch (IllegalArgumentException malformed) {
            return "";
        }
    }

    static RequestId requestId(String value) throws Refused {
        return read("request_id", value, RequestId::new);
    }

    static KeyId keyId(String value) throws Refused {
        return read("key_id", value, KeyId::new);
    }

    private static Payload payloadOf(SignRequest request) throws Refused {
        return switch (request.getPayloadCase()) {
            case ETHEREUM_TRANSACTION ->
                new EthereumTransaction(bytes(
                        "ethereum_transaction.unsigned_transaction",
                        request.getEthereumTransaction().getUnsignedTransaction(),
                        MAX_PAYLOAD_BYTES));
            case ETHEREUM_TYPED_DATA ->
                new EthereumTypedData(bytes(
                        "ethereum_typed_data.json",
                        request.getEthereumTypedData().getJson(),
                        MAX_PAYLOAD_BYTES));
            case ETHEREUM_MESSAGE ->
                new EthereumMessage(bytes(
                        "ethereum_message.message", request.getEthereumMessage().getMessage(), MAX_PAYLOAD_BYTES));
            case BITCOIN_PSBT ->
                new BitcoinPsbt(
                        bytes("bitcoin_psbt.psbt", request.getBitcoinPsbt().getPsbt(), MAX_PSBT_BYTES),
                        request.getBitcoinPsbt().getFinalize());
            case RAW_DIGEST ->
                new RawDigest(bytes("raw_digest.digest", request.getRawDigest().getDigest(), MAX_PAYLOAD_BYTES));
            case PAYLOAD_NOT_SET -> throw malformed("payload is missing");
        };
    }

    private static Bytes bytes(String field, ByteString value, int most) throws Refused {
        if (value.isEmpty() || value.size() > most) {
            throw malformed(field + " has " + value.size() + " bytes; wanted 1 to " + most);
        }
        return Bytes.of(value.toByteArray());
    }

    private static Expectations expectationsOf(dev.countersign.v1.Expectations expectations) throws Refused {
        return new Expectations(
                readOptional("expectations.asset", expectations.getAsset(), Asset::new),
                readOptional("expectations.amount", expectations.getAmount(), RequestReader::units),
                readOptional("expectations.destination", expectations.getDestination(), RequestReader::account));
    }

    private static BigInteger units(String decimal) {
        if (!UNITS.matcher(decimal).matches()) {
            throw new IllegalArgumentException("not a decimal string of base units");
        }
        return new BigInteger(decimal);
    }

    /// CAIP-10; the address in any case on EVM chains, where it is compared by its bytes, and on Bitcoin in any
    /// spelling
    /// of its script.
    private static Account account(String caip10) {
        var split = caip10.lastIndexOf(':');
        if (split < 0) {
            throw new IllegalArgumentException("not a CAIP-10 account such as eip155:1:0x…");
        }
        var chain = new Chain(caip10.substring(0, split));
        var address = caip10.substring(split + 1);
        var network = Network.of(chain);
        if (network.isPresent()) {
            return new Account(chain, Address.canonical(network.get(), address));
        }
        return new Account(chain, chain.namespace().equals("eip155") ? address.toLowerCase(Locale.ROOT) : address);
    }

    private static <T> Optional<T> readOptional(String field, String value, Function<String, T> form) throws Refused {
        return value.isEmpty() ? Optional.empty() : Optional.of(read(field, value, form));
    }

    private static <T> T read(String field, String value, Function<String, T> form) throws Refused {
        try {
            return form.apply(value);
        } catch (IllegalArgumentException e) {
            throw malformed(field + ": " + e.getMessage());
        }
    }

    private static Refused malformed(String message) {
        return new Refused(Reason.MALFORMED_REQUEST, message);
    }
}
