package dev.countersign.signer.decode.ethereum.typed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.countersign.signer.bundle.typed.TokenTypes;
import dev.countersign.signer.bundle.typed.TypeSet;
import dev.countersign.signer.decode.ethereum.Keccak256;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Published digests of typed data. Every file in `vectors/eip712` is one case: its source, the digest, the JSON.
class Eip712VectorTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ether-mail",
                "wallets",
                "usdc-permit",
                "dai-permit",
                "permit2-single",
                "permit2-batch",
                "hyperliquid-agent",
                "hyperliquid-withdraw",
                "safe-add-owner"
            })
    void hashes_as_published(String name) throws Exception {
        var lines = resource(name).split("\n", 3);
        assertThat(lines[0]).startsWith("# ");

        assertThat("digest 0x" + digest(lines[2])).isEqualTo(lines[1]);
    }

    /// EIP-2612 and EIP-3009 §Specification; Permit2's are those in the code deployed on mainnet, and
    /// Safe's is that of `Safe.sol`.
    @ParameterizedTest
    @CsvSource({
        "Permit, 6e71edae12b1b97f4d1f60370fef10105fa2faae0126114a169c64845d6126c9",
        "TransferWithAuthorization, 7c7c6cdb67a18743f49ec6fa9b35f50d52ed05cbed4cc592e13b44501c1a2267",
        "ReceiveWithAuthorization, d099cc98ef71107a616c4f0f941f04c322d8e254fe26b3c6668db87aae413de8",
        "PermitSingle, f3841cd1ff0085026a6327b620b67997ce40f282c88a8e905a7a5626e310f3d0",
        "PermitBatch, af1b0d30d2cab0380e68f0689007e3254993c596f2fdd0aaa7f4d04f79440863",
        "PermitTransferFrom, 939c21a48a8dbe3a9a2404a1d46691e4d39f6583d6ec6b35714604c986d80106",
        "SafeTx, bb8310d486368db6bd6f849402fdd73ad53d316b5a4b2644ad6efe0f941286d8"
    })
    void the_known_types_have_their_published_hashes(String primaryType, String typeHash) {
        var types = Stream.of(
                        TokenTypes.PERMIT,
                        TokenTypes.TRANSFER_WITH_AUTHORIZATION,
                        TokenTypes.RECEIVE_WITH_AUTHORIZATION,
                        TokenTypes.PERMIT_SINGLE,
                        TokenTypes.PERMIT_BATCH,
                        TokenTypes.PERMIT_TRANSFER_FROM,
                        TokenTypes.SAFE_TX)
                .filter(set -> set.primaryType().equals(primaryType))
                .findFirst()
                .orElseThrow();

        var encoded = types.encodeType(primaryType).getBytes(UTF_8);
        assertThat(Keccak256.of(Bytes.of(encoded)).hex()).isEqualTo(typeHash);
    }

    @Test
    void referenced_types_are_sorted_after_the_primary_type() throws Exception {
        var payload = TypedPayload.read(
                Bytes.of(resource("ether-mail").split("\n", 3)[2].getBytes(UTF_8)));

        assertThat(new TypeSet("Mail", payload.structs()).encodeType("Mail"))
                .isEqualTo("Mail(Person from,Person to,string contents)Person(string name,address wallet)");
    }

    static Stream<JsonObject> published() throws IOException {
        var folder = System.getenv("COUNTERSIGN_VECTORS");
        if (folder == null) {
            return Stream.of(JsonParser.parseString("""
                    {"connectionId":"0xf528daee6a0bd11407b483cfcd9a48c56884180b70ee86f124053e5fc1bf4d57",
                    "digest":"0xe0aabfac88a47d3e7028b6ba6a94b30c8afcfffac26cbce788cf362b1312eafa"}
                    """).getAsJsonObject());
        }
        var vectors = JsonParser.parseString(Files.readString(Path.of(folder, "exchange", "exchange-signing.json")));
        var all = vectors.getAsJsonObject().getAsJsonArray("hyperliquid");
        return StreamSupport.stream(all.spliterator(), false)
                .map(vector -> vector.getAsJsonObject())
                .filter(vector -> vector.has("connectionId"));
    }

    @ParameterizedTest
    @MethodSource("published")
    void hashes_an_agent_of_hyperliquid_as_its_sdk_does(JsonObject vector) throws Exception {
        var json = TypedJson.agent()
                .message("connectionId", vector.get("connectionId").getAsString())
                .text();

        assertThat("0x" + digest(json)).isEqualTo(vector.get("digest").getAsString());
    }

    /// The digest, the payload's own types believed.
    static String digest(String json) throws Refused {
        var payload = TypedPayload.read(Bytes.of(json.getBytes(UTF_8)));
        var types = new TypeSet(payload.primaryType(), payload.structs());
        var domainTypes = payload.domainTypes();
        var domain = new TypedReader(domainTypes).struct("domain", TypeSet.DOMAIN, payload.domain());
        var message = new TypedReader(types).struct("message", types.primaryType(), payload.message());
        return Keccak256.of(TypedHash.preimage(domainTypes, domain, types, message))
                .hex();
    }

    private static String resource(String name) throws IOException {
        try (var in = Eip712VectorTest.class.getResourceAsStream("/vectors/eip712/" + name + ".vector")) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
