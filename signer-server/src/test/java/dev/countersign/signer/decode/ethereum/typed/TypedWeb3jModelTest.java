package dev.countersign.signer.decode.ethereum.typed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.TypedPolicy;
import java.math.BigInteger;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.web3j.crypto.StructuredDataEncoder;
import org.web3j.utils.Numeric;

/// Random payloads of the types that are registered: web3j, which shares no code with ours, hashes them the same. Only
/// what is accepted is compared: web3j's reader is lenient. The seed is the repetition.
class TypedWeb3jModelTest {

    private static final int UNTIL = 2_000_000_000;
    private static final String SAFE = "0x8080808080808080808080808080808080808080";
    private static final KeyPolicy KEY = TypedPolicy.key(TypedWeb3jModelTest::withSafe);

    private final TypedDataDecoder decoder = new TypedDataDecoder();
    private Random random = new Random(0);

    @RepeatedTest(200)
    void web3j_computes_the_same_digests(RepetitionInfo repetition) throws Exception {
        random = new Random(repetition.getCurrentRepetition());
        var json = payload(repetition.getCurrentRepetition() % 9);

        var ours = decoder.decode(KEY, json.bytes()).signable().digests().getFirst();

        var theirs = new StructuredDataEncoder(json.text()).hashStructuredData();
        assertThat("0x" + ours.hex()).as(json.text()).isEqualTo(Numeric.toHexString(theirs));
    }

    private static String withSafe(String policy) {
        var logins = "      - { id: logins";
        return policy.replace(
                        logins,
                        "      - { id: reject, safe: treasury, allow: [ cancel ], clients: [ desk ] }\n" + logins)
                + "safes: { treasury: { address: \"eip155:1:" + SAFE + "\" } }\n";
    }

    private TypedJson payload(int kind) {
        var deadline = random.nextInt(1, UNTIL);
        return switch (kind) {
            case 0 ->
                TypedJson.permit(deadline)
                        .message("value", integer(127))
                        .message("nonce", integer(256))
                        .message("spender", address());
            case 1 ->
                TypedJson.authorization("TransferWithAuthorization", deadline)
                        .message("value", positive(250))
                        .message("nonce", hex(32))
                        .message("to", address());
            case 2 ->
                TypedJson.authorization("ReceiveWithAuthorization", deadline).message("value", positive(250));
            case 3 ->
                TypedJson.permitSingle(deadline, random.nextInt(UNTIL))
                        .message("details", TypedJson.detail(TypedJson.WETH, integer(127), deadline))
                        .message("spender", address());
            case 4 ->
                TypedJson.permitBatch(
                        deadline,
                        TypedJson.detail(TypedJson.WETH, integer(127), random.nextInt(UNTIL)),
                        TypedJson.detail(TypedJson.USDC, integer(127), random.nextInt(UNTIL)));
            case 5 -> TypedJson.permitTransferFrom(deadline).message("nonce", integer(256));
            case 6 ->
                TypedJson.safeTransaction(SAFE, address(), integer(256), 0, hex(random.nextInt(200)))
                        .message("safeTxGas", integer(256))
                        .message("nonce", integer(256));
            case 7 -> TypedJson.agent().message("connectionId", hex(32));
            default -> order();
        };
    }

    private TypedJson order() {
        var tags = Stream.generate(() -> "\"tag-" + random.nextInt() + "\"")
                .limit(random.nextInt(4))
                .collect(Collectors.joining(",", "[", "]"));
        return TypedJson.order()
                .message("amount", positive(120))
                .message("kind", random.nextInt(2))
                .message("tags", tags);
    }

    private String integer(int bits) {
        return new BigInteger(random.nextInt(bits), random).toString();
    }

    private String positive(int bits) {
        return new BigInteger(random.nextInt(bits), random).add(BigInteger.ONE).toString();
    }

    private String address() {
        return hex(20);
    }

    private String hex(int bytes) {
        var value = new byte[bytes];
        random.nextBytes(value);
        return Numeric.toHexString(value);
    }
}
