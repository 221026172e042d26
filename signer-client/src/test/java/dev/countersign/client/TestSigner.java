package dev.countersign.client;

import com.google.protobuf.ByteString;
import dev.countersign.v1.Asset;
import dev.countersign.v1.Key;
import dev.countersign.v1.SignRequest;
import dev.countersign.v1.SignResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import org.bouncycastle.math.ec.ECPoint;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Hash;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;
import org.web3j.crypto.StructuredDataEncoder;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.utils.Numeric;

/// A key of chain 1 that signs with web3j: no line of it is shared with the client.
public final class TestSigner {

    public static final String USDC = "eip155:1/erc20:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48";
    public static final String ETH = "eip155:1/slip44:60";

    private final Credentials credentials;

    public TestSigner(long secret) {
        credentials = Credentials.create(Numeric.toHexStringWithPrefixZeroPadded(BigInteger.valueOf(secret), 64));
    }

    public String address() {
        return Keys.toChecksumAddress(credentials.getAddress());
    }

    public Key key(String keyId) {
        ECPoint point = Sign.publicPointFromPrivate(credentials.getEcKeyPair().getPrivateKey());
        return Key.newBuilder()
                .setKeyId(keyId)
                .setChain("eip155:1")
                .setPublicKey(ByteString.copyFrom(point.getEncoded(true)))
                .setAccount("eip155:1:" + address())
                .addAssets(Asset.newBuilder().setSymbol("ETH").setAsset(ETH).setDecimals(18))
                .addAssets(Asset.newBuilder().setSymbol("USDC").setAsset(USDC).setDecimals(6))
                .setFeeAsset(ETH)
                .setAvailable(true)
                .build();
    }

    public SignResponse sign(SignRequest request) {
        return switch (request.getPayloadCase()) {
            case ETHEREUM_TRANSACTION -> signTransaction(request);
            case ETHEREUM_TYPED_DATA ->
                signDigest(typedDataDigest(request.getEthereumTypedData().getJson()));
            case ETHEREUM_MESSAGE ->
                signDigest(Sign.getEthereumMessageHash(
                        request.getEthereumMessage().getMessage().toByteArray()));
            case BITCOIN_PSBT ->
                SignResponse.newBuilder()
                        .setSignedPayload(request.getBitcoinPsbt().getPsbt())
                        .setJournalIndex(41)
                        .setRuleId("exchange-top-up")
                        .build();
            case RAW_DIGEST -> signDigest(request.getRawDigest().getDigest().toByteArray());
            case PAYLOAD_NOT_SET -> throw new IllegalArgumentException("nothing to sign");
        };
    }

    private static byte[] typedDataDigest(ByteString json) {
        try {
            return new StructuredDataEncoder(json.toStringUtf8()).hashStructuredData();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SignResponse signDigest(byte[] digest) {
        var signature = Sign.signMessage(digest, credentials.getEcKeyPair(), false);
        var rs = ByteString.copyFrom(signature.getR()).concat(ByteString.copyFrom(signature.getS()));
        return SignResponse.newBuilder()
                .setSignedPayload(rs.concat(ByteString.copyFrom(signature.getV())))
                .addSignatures(rs.concat(
                        ByteString.copyFrom(new byte[] {(byte) (signature.getV()[0] - 27)})))
                .setTransactionId(Numeric.toHexString(digest))
                .setJournalIndex(41)
                .setRuleId("routers")
                .build();
    }

    private SignResponse signTransaction(SignRequest request) {
        var unsigned = request.getEthereumTransaction().getUnsignedTransaction().toByteArray();
        var transaction = TransactionDecoder.decode(Numeric.toHexString(unsigned));
        var isLegacy = (unsigned[0] & 0xff) >= 0xc0;
        var signed = isLegacy
                ? TransactionEncoder.signMessage(transaction, 1L, credentials)
                : TransactionEncoder.signMessage(transaction, credentials);
        return SignResponse.newBuilder()
                .setSignedPayload(ByteString.copyFrom(signed))
                .addSignatures(signature(unsigned))
                .setTransactionId(Numeric.toHexString(Hash.sha3(signed)))
                .setJournalIndex(41)
                .setRuleId("exchange-top-up")
                .build();
    }

    private ByteString signature(byte[] unsigned) {
        var signature = Sign.signMessage(Hash.sha3(unsigned), credentials.getEcKeyPair(), false);
        var yParity = new byte[] {(byte) (signature.getV()[0] - 27)};
        return ByteString.copyFrom(signature.getR())
                .concat(ByteString.copyFrom(signature.getS()))
                .concat(ByteString.copyFrom(yParity));
    }
}
