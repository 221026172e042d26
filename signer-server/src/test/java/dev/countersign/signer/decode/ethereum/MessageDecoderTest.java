package dev.countersign.signer.decode.ethereum;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.TypedPolicy;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.web3j.crypto.Sign;

class MessageDecoderTest {

    private static final String LOGIN = "Login to desk.example";
    private static final KeyPolicy ANY = TypedPolicy.key(text -> text.replace("[ \"" + LOGIN + "\" ]", "[ \"\" ]"));

    private final MessageDecoder decoder = new MessageDecoder();

    @Test
    void a_message_is_hashed_with_its_prefix_as_web3j_does() throws Exception {
        var text = LOGIN + "\nnonce 77, für die Börse";

        var message = decoder.decode(TypedPolicy.hot(), bytes(text));

        assertThat(message.effects()).containsExactly(new Deed(Action.MESSAGE));
        assertThat(message.slots()).isEmpty();
        assertThat(message.feeBound().units()).isZero();
        assertThat(message.signable().digests())
                .containsExactly(Digest32.of(Sign.getEthereumMessageHash(text.getBytes(UTF_8))));
    }

    /// `personal_sign` of "hello", as eth-account's `encode_defunct` and MetaMask hash it.
    @Test
    void a_message_has_its_published_digest() throws Exception {
        var digest = decoder.decode(ANY, bytes("hello")).signable().digests().getFirst();

        assertThat(digest.hex()).isEqualTo("50b2c43fd39106bafbba0da34fc430e1f91e3c96ea2acee2bc34119f92b37750");
    }

    static Stream<Arguments> refused() {
        var hash = "0123456789abcdef".repeat(4);
        return Stream.of(
                Arguments.of("nothing", ""),
                Arguments.of("too long", "a".repeat(MessageDecoder.MAX_BYTES + 1)),
                Arguments.of("32 bytes of text", "a".repeat(31) + "!"),
                Arguments.of("a digest", "0x" + hash),
                Arguments.of("a digest without a prefix", hash),
                Arguments.of("a digest with space around it", "  0X" + hash + "\n"),
                Arguments.of("a transaction in hex", "0x02f86b" + hash),
                Arguments.of("typed data ready to be hashed, in hex", "0x1901" + hash + hash),
                Arguments.of("a prefix of its own", "\u0019Ethereum Signed Message:\n5hello"),
                Arguments.of("text that runs backwards", "pay \u202eecila"),
                Arguments.of("a space without width", "pay\u200b alice"),
                Arguments.of("a carriage return", "pay alice\rpay mallory"),
                Arguments.of("a zero", "pay\0alice"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refuses(String what, String message) {
        assertRefused(ANY, bytes(message));
    }

    @Test
    void refuses_what_is_not_utf8() {
        assertRefused(ANY, Bytes.fromHex("70617980"));
        assertRefused(ANY, Bytes.fromHex("c0af"));
        assertRefused(ANY, Bytes.fromHex("eda080"));
    }

    @Test
    void refuses_what_begins_otherwise_than_the_policy_says() {
        assertRefused(TypedPolicy.hot(), bytes("login to desk.example"));
        assertRefused(TypedPolicy.hot(), bytes(" " + LOGIN));
        assertRefused(TypedPolicy.hot(), bytes(LOGIN + ".evil"));
        assertRefused(TypedPolicy.hot(), bytes(LOGIN + "\u00a0"));
    }

    @Test
    void a_prefix_ends_where_a_word_does() throws Exception {
        for (var text : new String[] {LOGIN, LOGIN + "\nnonce 7", LOGIN + " nonce 7"}) {
            assertThat(decoder.decode(TypedPolicy.hot(), bytes(text)).effects()).hasSize(1);
        }
        var spaced = TypedPolicy.key(text -> text.replace("[ \"" + LOGIN + "\" ]", "[ \"Login \" ]"));
        assertThat(decoder.decode(spaced, bytes(LOGIN)).effects()).hasSize(1);
    }

    @Test
    void the_longest_message_is_signed() throws Exception {
        assertThat(decoder.decode(ANY, bytes("z".repeat(MessageDecoder.MAX_BYTES)))
                        .effects())
                .hasSize(1);
    }

    @Test
    void a_digest_has_32_bytes() throws Exception {
        var digest = Bytes.fromHex("ab".repeat(32));

        var blind = decoder.decodeDigest(TypedPolicy.digests(), digest);
        assertThat(blind.effects()).containsExactly(new Deed(Action.BLIND));
        assertThat(blind.signable().digests()).containsExactly(new Digest32(digest));

        var refused = catchThrowableOfType(
                Refused.class, () -> decoder.decodeDigest(TypedPolicy.digests(), digest.slice(1, 32)));
        assertThat(refused.reason()).isEqualTo(Reason.TRANSACTION_UNDECODABLE);
    }

    @Test
    void a_signature_alone_is_written_as_wallets_do() throws Exception {
        var signable = decoder.decode(ANY, bytes("hello")).signable();
        var digest = signable.digests().getFirst();
        var signature = Signers.sign(digest);

        var signed = signable.assemble(java.util.List.of(signature));

        assertThat(signed.transactionId()).isEqualTo("0x" + digest.hex());
        assertThat(signed.content().slice(0, 64)).isEqualTo(signature.slice(0, 64));
        assertThat(signed.content().at(64)).isEqualTo(27 + signature.at(64));
        assertThat(signed.content().size()).isEqualTo(65);
    }

    private void assertRefused(KeyPolicy key, Bytes message) {
        var refused = catchThrowableOfType(Refused.class, () -> decoder.decode(key, message));
        assertThat(refused).as("refusal").isNotNull();
        assertThat(refused.reason()).isEqualTo(Reason.MESSAGE_REFUSED);
    }

    private static Bytes bytes(String text) {
        return Bytes.of(text.getBytes(UTF_8));
    }
}
