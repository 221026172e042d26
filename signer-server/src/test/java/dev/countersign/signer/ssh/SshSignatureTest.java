package dev.countersign.signer.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Signatures of files, held against OpenSSH's own tool.
class SshSignatureTest {

    private static final String PURPOSE = "countersign-policy";
    private static final Bytes CONTENT = Bytes.of("version: 2\n".getBytes(UTF_8));

    @TempDir
    private Path folder;

    private SshKeygen alice;

    @BeforeEach
    void keys() {
        alice = SshKeygen.make(folder, "alice");
    }

    @Test
    void takesWhatSshKeygenSigned() {
        var signature = SshSignature.parse(alice.sign(PURPOSE, CONTENT));

        assertThat(signature.key()).isEqualTo(SshPublicKey.parse(alice.publicLine()));
        assertThat(signature.holds(PURPOSE, CONTENT)).isTrue();
    }

    @Test
    void takesTheOtherHashOfSshKeygens() {
        var signature = SshSignature.parse(alice.sign(PURPOSE, CONTENT, "-O", "hashalg=sha256"));

        assertThat(signature.hash()).isEqualTo(SshSignature.Hash.SHA256);
        assertThat(signature.holds(PURPOSE, CONTENT)).isTrue();
    }

    @Test
    void refusesAnotherContentOrPurpose() {
        var signature = SshSignature.parse(alice.sign(PURPOSE, CONTENT));

        assertThat(signature.holds(PURPOSE, Bytes.of("version: 3\n".getBytes(UTF_8))))
                .isFalse();
        assertThat(signature.holds("countersign-order", CONTENT)).isFalse();
        assertThat(SshSignature.parse(alice.sign("file", CONTENT)).holds(PURPOSE, CONTENT))
                .isFalse();
    }

    @Test
    void namesAKeyAsSshKeygenDoes() throws Exception {
        var process = new ProcessBuilder("ssh-keygen", "-l", "-f", alice.privateKey() + ".pub").start();
        var said = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(said).contains(" " + SshPublicKey.parse(alice.publicLine()).fingerprint() + " ");
    }

    @Test
    void takesWhatASecurityKeySignedAndOpenSshTakes() throws Exception {
        var armored = new SecurityKey().sign(PURPOSE, CONTENT, 1);

        assertThat(SshKeygen.accepts(folder, PURPOSE, CONTENT, armored)).isTrue();
        assertThat(SshSignature.parse(armored).holds(PURPOSE, CONTENT)).isTrue();
        assertThat(SshSignature.parse(armored).holds(PURPOSE, Bytes.of(new byte[1])))
                .isFalse();
    }

    @Test
    void refusesAReservedFieldOfWhichNothingIsKnown() {
        var armored = new SecurityKey().sign(PURPOSE, CONTENT, 1, "what will be".getBytes(UTF_8));

        assertThatThrownBy(() -> SshSignature.parse(armored)).hasMessageContaining("a reserved field");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 0xfe})
    void refusesASecurityKeyThatNobodyTouched(int flags) {
        var armored = new SecurityKey().sign(PURPOSE, CONTENT, flags);

        assertThat(SshSignature.parse(armored).holds(PURPOSE, CONTENT)).isFalse();
    }

    @Test
    void takesACounterAndFlagsAsTheyWereSigned() {
        var signature = SshSignature.parse(new SecurityKey().sign(PURPOSE, CONTENT, 5));
        var touch = signature.touch().orElseThrow();

        assertThat(touch.flags()).isEqualTo(5);
        assertThat(touch.counter()).isEqualTo(0xfffffffe);
        assertThat(new SshSignature(
                                signature.key(),
                                PURPOSE,
                                signature.hash(),
                                signature.signature(),
                                Optional.of(new SshSignature.Touch(1, touch.counter())))
                        .holds(PURPOSE, CONTENT))
                .isFalse();
    }

    @Test
    void anyChangedByteOfASignatureEndsIt() {
        var armored = alice.sign(PURPOSE, CONTENT);
        var lines = armored.split("\n");
        var blob = Base64.getDecoder().decode(String.join("", Arrays.copyOfRange(lines, 1, lines.length - 1)));
        var random = new Random(7);
        for (var at = 0; at < blob.length; at++) {
            var changed = blob.clone();
            changed[at] ^= (byte) (1 << random.nextInt(8));
            assertThat(holds(armor(changed))).as("with byte %d changed", at).isFalse();
        }
        assertThat(holds(armor(blob))).isTrue();
    }

    @Test
    void refusesWhatIsCutOffOrFollowedBySomething() {
        var armored = alice.sign(PURPOSE, CONTENT);
        for (var length = 0; length < armored.length(); length++) {
            var cut = armored.substring(0, length);
            assertThatThrownBy(() -> SshSignature.parse(cut)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> SshSignature.parse(armored + "\n")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SshSignature.parse(armored + armored)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesKeysOfOtherTypes() {
        for (var type : new String[] {"ecdsa", "rsa"}) {
            var other = SshKeygen.make(folder, type, type);
            assertThatThrownBy(() -> SshPublicKey.parse(other.publicLine()))
                    .isInstanceOf(IllegalArgumentException.class);
            var signature = other.sign(PURPOSE, CONTENT);
            assertThatThrownBy(() -> SshSignature.parse(signature)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesAKeyOfSmallOrder() {
        // RFC 7748 and 8032: the point of order 1, with which R = identity, S = 0 verifies for every message
        var identity = HexFormat.of().parseHex("0100000000000000000000000000000000000000000000000000000000000000");
        var out = new ByteArrayOutputStream();
        SshPublicKey.string(out, "ssh-ed25519".getBytes(UTF_8));
        SshPublicKey.string(out, identity);
        var line = "ssh-ed25519 " + Base64.getEncoder().encodeToString(out.toByteArray());

        assertThatThrownBy(() -> SshPublicKey.parse(line)).hasMessage("a point that is no Ed25519 public key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ssh-ed25519",
                "ssh-ed25519 AAAA",
                "ssh-ed25519  AAAA",
                "AAAAC3NzaC1lZDI1NTE5",
                "ssh-ed25519 !!"
            })
    void refusesWhatIsNoPublicKey(String line) {
        assertThatThrownBy(() -> SshPublicKey.parse(line)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPublicKeyIsReadWithOrWithoutItsComment() {
        var bare = SshPublicKey.parse(alice.publicKey());

        assertThat(bare).isEqualTo(SshPublicKey.parse(alice.publicLine()));
        assertThat(alice.publicLine()).startsWith(bare.text() + " ");
    }

    private boolean holds(String armored) {
        try {
            var signature = SshSignature.parse(armored);
            return signature.key().equals(SshPublicKey.parse(alice.publicLine())) && signature.holds(PURPOSE, CONTENT);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static String armor(byte[] blob) {
        return "-----BEGIN SSH SIGNATURE-----\n"
                + Base64.getMimeEncoder(70, new byte[] {'\n'}).encodeToString(blob)
                + "\n-----END SSH SIGNATURE-----\n";
    }

    /// What a FIDO security key does, in software (OpenSSH PROTOCOL.u2f and PROTOCOL.sshsig).
    private static final class SecurityKey {

        private final byte[] secret =
                Digest32.sha256("a security key".getBytes(UTF_8)).bytes().toByteArray();

        String sign(String namespace, Bytes content, int flags) {
            return sign(namespace, content, flags, new byte[0]);
        }

        String sign(String namespace, Bytes content, int flags, byte[] reserved) {
            var hash = Digest32.sha256(content.toByteArray()).bytes().toByteArray();
            var message = new ByteArrayOutputStream();
            message.writeBytes("SSHSIG".getBytes(UTF_8));
            strings(message, namespace.getBytes(UTF_8), reserved, "sha256".getBytes(UTF_8), hash);

            var counter = ByteBuffer.allocate(4).putInt(0xfffffffe).array();
            var signed = new ByteArrayOutputStream();
            signed.writeBytes(Digest32.sha256("ssh:".getBytes(UTF_8)).bytes().toByteArray());
            signed.write(flags);
            signed.writeBytes(counter);
            signed.writeBytes(Digest32.sha256(message.toByteArray()).bytes().toByteArray());
            var signature = new byte[64];
            Ed25519.sign(secret, 0, signed.toByteArray(), 0, signed.size(), signature, 0);

            var inner = new ByteArrayOutputStream();
            strings(inner, "sk-ssh-ed25519@openssh.com".getBytes(UTF_8), signature);
            inner.write(flags);
            inner.writeBytes(counter);
            var blob = new ByteArrayOutputStream();
            blob.writeBytes("SSHSIG".getBytes(UTF_8));
            blob.writeBytes(new byte[] {0, 0, 0, 1});
            strings(
                    blob,
                    publicKey(),
                    namespace.getBytes(UTF_8),
                    reserved,
                    "sha256".getBytes(UTF_8),
                    inner.toByteArray());
            return armor(blob.toByteArray());
        }

        private byte[] publicKey() {
            var point = new byte[32];
            Ed25519.generatePublicKey(secret, 0, point, 0);
            var out = new ByteArrayOutputStream();
            strings(out, "sk-ssh-ed25519@openssh.com".getBytes(UTF_8), point, "ssh:".getBytes(UTF_8));
            return out.toByteArray();
        }

        private static void strings(ByteArrayOutputStream out, byte[]... values) {
            for (var value : values) {
                out.writeBytes(ByteBuffer.allocate(4).putInt(value.length).array());
                out.writeBytes(value);
            }
        }
    }
}
