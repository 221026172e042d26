package dev.countersign.signer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import dev.countersign.client.Refused;
import dev.countersign.client.SigningClient;
import dev.countersign.client.ethereum.SignedDigestCheck;
import dev.countersign.signer.decode.ethereum.typed.TypedJson;
import dev.countersign.v1.EthereumMessage;
import dev.countersign.v1.EthereumTypedData;
import dev.countersign.v1.RawDigest;
import dev.countersign.v1.Reason;
import dev.countersign.v1.SignRequest;
import dev.countersign.v1.SignResponse;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.crypto.Hash;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;
import org.web3j.crypto.StructuredDataEncoder;
import org.web3j.utils.Numeric;

/// What is signed and is no transaction, as a firm would have it signed, over mTLS and by a SoftHSM; and the thefts
/// that
/// are refused. web3j hashes and recovers: nothing of ours is believed.
class OffChainIT {

    private static final Pattern PUBLIC_KEY = Pattern.compile("public_key: \"([0-9a-f]{66})\"");

    private static final String SAFE = "0x8080808080808080808080808080808080808080";

    @TempDir
    static Path temporary;

    private static ServerProcess server;
    private static SigningClient hotWallet;

    @BeforeAll
    static void start() throws Exception {
        var folder = temporary.resolve("dev");
        ServerProcess.init(folder, OffChainIT::withOffChain);
        var made = ServerProcess.run(
                "keys",
                "create",
                "--config",
                folder.resolve("server.yaml").toString(),
                "--id",
                "digests",
                "--chain",
                "eip155:1");
        var publicKey = PUBLIC_KEY.matcher(made.output());
        assertThat(publicKey.find()).as(made.output()).isTrue();
        var file = folder.resolve("policy.yaml");
        Files.writeString(file, Files.readString(file) + """
                  digests:
                    chain: eip155:1
                    public_key: "%s"
                    blind: true
                    rules:
                      - { id: any-digest, allow: [ blind ], clients: [ hot-wallet ], unlimited: true }
                """.formatted(publicKey.group(1)));
        server = ServerProcess.start(folder);
        hotWallet = server.connect("hot-wallet");
    }

    private static String withOffChain(String policy) {
        return policy.replace("decimals: 6 }", "decimals: 6, permit: { name: \"USD Coin\", version: \"2\" } }")
                .replace("keys:\n  eth-hot", """
                        typed_data:
                          venue-agent:
                            primary_type: Agent
                            types: { Agent: [ { name: source, type: string }, { name: connectionId, type: bytes32 } ] }
                            domain: { name: Exchange, version: "1", chain_id: 1337, verifying_contract: "0x0000000000000000000000000000000000000000" }
                            fields: { source: { equals: a }, connectionId: any }
                        safes:
                          treasury:
                            address: "eip155:1:0x8080808080808080808080808080808080808080"
                            nonces: { first: 7 }
                            limits: [ { id: usdc-day, asset: USDC, per: 24h, max: "1000" } ]
                        keys:
                          eth-hot""")
                .replace("    limits:\n", """
                              - { id: routers, allow: [ approve ], clients: [ hot-wallet ], assets: [ USDC ], to: [ "eip155:1:0x1111111111111111111111111111111111111111" ] }
                              - { id: agents, allow: [ typed-data ], clients: [ hot-wallet ], typed_data: [ venue-agent ], unlimited: true }
                              - { id: treasury, safe: treasury, allow: [ transfer ], clients: [ hot-wallet ], assets: [ USDC ], to: [ "eip155:1:0x1111111111111111111111111111111111111111" ] }
                              - { id: logins, allow: [ message ], clients: [ hot-wallet ] }
                            message_prefixes: [ "Login to desk.example" ]
                            limits:
                        """.replaceAll("(?m)^        ", ""));
    }

    @AfterAll
    static void stop_and_verify() throws Exception {
        hotWallet.close();
        server.close();
        var verified = ServerProcess.verifyJournal(server.folder());
        assertThat(verified.output()).contains("journal verified");
        assertThat(verified.exitCode()).isZero();
    }

    @Test
    void a_permit_is_signed_and_charged_once() throws Exception {
        var before = used();
        var permit = permit(900).message("nonce", "100");

        var signed = hotWallet.sign(typedData("permit-1", permit));

        assertSigned(signed, new StructuredDataEncoder(permit.text()).hashStructuredData(), "eth-hot");
        assertThat(signed.getRuleId()).isEqualTo("routers");
        assertThat(used().subtract(before)).isEqualTo(BigInteger.valueOf(250_000_000));
        assertThat(hotWallet.sign(typedData("permit-1", permit))).isEqualTo(signed);
        assertRefused(Reason.REASON_NONCE_ALREADY_SIGNED, typedData("permit-2", permit.message("value", "1")));
        assertRefused(Reason.REASON_NONCE_ALREADY_SIGNED, typedData("permit-3", permit));
        assertThat(used().subtract(before)).isEqualTo(BigInteger.valueOf(250_000_000));
    }

    @Test
    void the_thefts_of_a_permit_are_refused_and_charge_nothing() throws Exception {
        var permit = permit(900).message("nonce", "101");
        var before = used();

        assertRefused(Reason.REASON_DESTINATION_NOT_ALLOWED, permit.message("spender", TypedJson.STRANGER));
        assertRefused(Reason.REASON_CHAIN_MISMATCH, permit.domain("chainId", 137));
        assertRefused(Reason.REASON_ASSET_UNKNOWN, permit.domain("verifyingContract", TypedJson.WETH));
        assertRefused(Reason.REASON_TYPED_DATA_FIELD_REFUSED, permit.message("owner", TypedJson.STRANGER));
        assertRefused(Reason.REASON_ALLOWANCE_UNLIMITED, permit.message("value", "0x" + "f".repeat(64)));
        assertRefused(Reason.REASON_LIMIT_EXCEEDED, permit.message("value", "250000000001"));
        assertRefused(Reason.REASON_TRANSACTION_UNDECODABLE, permit.message("extra", 1));
        assertRefused(Reason.REASON_NO_RULE_ALLOWS, permit(7200));
        assertRefused(
                Reason.REASON_TYPED_DATA_NOT_REGISTERED,
                permit.type(
                        "Permit", "owner address, spender address, value uint256, deadline uint256, nonce uint256"));

        assertThat(used()).isEqualTo(before);
    }

    @Test
    void typed_data_of_the_policy_is_signed_as_a_venue_wants_it() throws Exception {
        var agent = TypedJson.agent();

        var signed = hotWallet.sign(typedData("agent-1", agent));

        assertSigned(signed, new StructuredDataEncoder(agent.text()).hashStructuredData(), "eth-hot");
        assertThat(signed.getRuleId()).isEqualTo("agents");
        assertThat(hotWallet.evaluate(typedData("agent-2", agent)).getIntent().getKind())
                .isEqualTo("typed-data venue-agent");
        assertRefused(Reason.REASON_TYPED_DATA_FIELD_REFUSED, agent.message("source", "b"));
        assertRefused(Reason.REASON_TYPED_DATA_NOT_REGISTERED, TypedJson.order());
    }

    @Test
    void a_transaction_of_a_safe_is_signed_and_charged_to_the_safe() throws Exception {
        var before = used();
        var payment = safeTransaction(0, TypedJson.ROUTER, 1_000_000_000);

        var signed = hotWallet.sign(typedData("safe-1", payment));

        assertSigned(signed, new StructuredDataEncoder(payment.text()).hashStructuredData(), "eth-hot");
        assertThat(used("treasury/usdc-day")).isEqualTo(1_000_000_000);
        assertThat(used()).isEqualTo(before);
        var next = safeTransaction(0, TypedJson.ROUTER, 1).message("nonce", "8");
        assertRefused(Reason.REASON_LIMIT_EXCEEDED, next);
        assertRefused(Reason.REASON_NONCE_ALREADY_SIGNED, safeTransaction(0, TypedJson.ROUTER, 1));
        assertRefused(Reason.REASON_NONCE_OUT_OF_ORDER, next.message("nonce", "9"));
        assertRefused(Reason.REASON_DESTINATION_NOT_ALLOWED, safeTransaction(0, TypedJson.STRANGER, 1));
        assertRefused(Reason.REASON_DELEGATECALL_REFUSED, safeTransaction(1, TypedJson.ROUTER, 1));
        assertRefused(Reason.REASON_SAFE_REFUND_REFUSED, next.message("gasPrice", "1"));
        assertRefused(Reason.REASON_SAFE_SELF_CALL_REFUSED, next.message("to", SAFE));
        assertRefused(Reason.REASON_TYPED_DATA_NOT_REGISTERED, next.withoutDomain("chainId"));
    }

    private static TypedJson safeTransaction(int operation, String to, long units) {
        var data = "0xa9059cbb" + "0".repeat(24) + to.substring(2) + "%064x".formatted(units);
        return TypedJson.safeTransaction(SAFE, TypedJson.USDC, "0", operation, data);
    }

    @Test
    void a_message_is_signed_with_its_prefix() throws Exception {
        var text = "Login to desk.example\nnonce 77";

        var signed = hotWallet.sign(message("message-1", text));

        assertSigned(signed, Sign.getEthereumMessageHash(text.getBytes(StandardCharsets.UTF_8)), "eth-hot");
        assertRefused(Reason.REASON_MESSAGE_REFUSED, message("message-2", "0x" + "ab".repeat(32)));
        assertRefused(Reason.REASON_MESSAGE_REFUSED, message("message-3", "Send everything to mallory"));
    }

    @Test
    void a_digest_is_signed_by_a_blind_key_and_by_no_other() throws Exception {
        var digest = Hash.sha3("of nobody knows what".getBytes(StandardCharsets.UTF_8));

        assertSigned(hotWallet.sign(digest("digest-1", "digests", digest)), digest, "digests");
        assertRefused(Reason.REASON_BLIND_SIGNING_REFUSED, digest("digest-2", "eth-hot", digest));
        assertRefused(
                Reason.REASON_BLIND_SIGNING_REFUSED,
                message("message-4", "Login to desk.example").toBuilder()
                        .setKeyId("digests")
                        .build());
    }

    private static TypedJson permit(long seconds) {
        return TypedJson.permit(Instant.now().plusSeconds(seconds).getEpochSecond())
                .message("owner", account("eth-hot"));
    }

    private static SignRequest typedData(String requestId, TypedJson json) {
        return request(requestId)
                .setEthereumTypedData(EthereumTypedData.newBuilder().setJson(ByteString.copyFromUtf8(json.text())))
                .build();
    }

    private static SignRequest message(String requestId, String text) {
        return request(requestId)
                .setEthereumMessage(EthereumMessage.newBuilder().setMessage(ByteString.copyFromUtf8(text)))
                .build();
    }

    private static SignRequest digest(String requestId, String keyId, byte[] digest) {
        return request(requestId)
                .setKeyId(keyId)
                .setRawDigest(RawDigest.newBuilder().setDigest(ByteString.copyFrom(digest)))
                .build();
    }

    private static SignRequest.Builder request(String requestId) {
        return SignRequest.newBuilder().setRequestId(requestId).setKeyId("eth-hot");
    }

    private static void assertSigned(SignResponse signed, byte[] digest, String keyId) throws Exception {
        var signature = signed.getSignedPayload().toByteArray();
        assertThat(signature).hasSize(65);
        var recovered = Sign.signedMessageHashToKey(digest, Sign.signatureDataFromHex(Numeric.toHexString(signature)));
        assertThat("0x" + Keys.getAddress(recovered)).isEqualTo(account(keyId));
        assertThat(signed.getTransactionId()).isEqualTo(Numeric.toHexString(digest));
        SignedDigestCheck.byKey(hotWallet.getKey(keyId)).check(ByteString.copyFrom(digest), signed);
    }

    private static void assertRefused(Reason reason, TypedJson json) {
        assertRefused(reason, typedData("theft-" + reason, json));
    }

    private static void assertRefused(Reason reason, SignRequest request) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> hotWallet.sign(request))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    private static String account(String keyId) {
        var account = hotWallet.getKey(keyId).getAccount();
        return account.substring(account.lastIndexOf(':') + 1).toLowerCase(Locale.ROOT);
    }

    private static BigInteger used() {
        return used("usdc-day");
    }

    private static BigInteger used(String limitId) {
        return hotWallet.getHeadroom("eth-hot").getLimitsList().stream()
                .filter(limit -> limit.getLimitId().equals(limitId))
                .map(limit -> new BigInteger(limit.getUsed()))
                .findFirst()
                .orElseThrow();
    }
}
