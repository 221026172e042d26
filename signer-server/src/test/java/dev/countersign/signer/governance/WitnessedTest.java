package dev.countersign.signer.governance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.ssh.SshKeygen;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two of three observers, with keys and signatures of ssh-keygen's.
class WitnessedTest {

    private static final String TEXT = """
            countersign observation v1
            deployment: production
            chain: eip155:1
            block: 23850000
            hash: %s
            confirmations: 64
            account eip155:1:0xd8da6bf26964af9d7eed9e03e53415d37aa96045 nonce 42
            """.formatted("ab".repeat(32));

    @TempDir
    private Path folder;

    private SshKeygen one;
    private SshKeygen two;
    private SshKeygen mallory;
    private PolicyBundle policy;

    @BeforeEach
    void makeKeys() throws Exception {
        one = SshKeygen.make(folder, "one");
        two = SshKeygen.make(folder, "two");
        mallory = SshKeygen.make(folder, "mallory");
        var three = SshKeygen.make(folder, "three");
        policy = PolicyText.load(PolicyText.FULL + """
                observers:
                  threshold: 2
                  keys: { node-a: "%s", node-b: "%s", node-c: "%s" }
                  depth: { "eip155:1": 64 }
                """.formatted(one.publicKey(), two.publicKey(), three.publicKey()));
    }

    private Witnessed witnessed(String text, SshKeygen... by) throws Refused {
        return held(text, Arrays.stream(by).map(key -> sign(key, text)).toList());
    }

    private Witnessed held(String text, List<String> armored) throws Refused {
        return Witnessed.of("production", policy, bytes(text), armored);
    }

    private static String sign(SshKeygen key, String text) {
        return key.sign(Observation.NAMESPACE, bytes(text));
    }

    private static Bytes bytes(String text) {
        return Bytes.of(text.getBytes(UTF_8));
    }

    private void assertRefused(String words, String text, SshKeygen... by) {
        assertRefused(words, text, Arrays.stream(by).map(key -> sign(key, text)).toList());
    }

    private void assertRefused(String words, String text, List<String> armored) {
        var refused = catchThrowableOfType(Refused.class, () -> held(text, armored));
        assertThat(refused.reason()).isEqualTo(Reason.OBSERVATION_REFUSED);
        assertThat(refused).hasMessageContaining(words);
    }

    @Test
    void enough_observers_are_named() throws Exception {
        var witnessed = witnessed(TEXT, two, one, mallory);

        assertThat(witnessed.observers()).containsExactly("node-a", "node-b");
        assertThat(witnessed.policy()).isEqualTo(policy.digest());
        assertThat(witnessed.observation()).isEqualTo(Observation.parse(bytes(TEXT)));
    }

    @Test
    void too_few_are_refused_whoever_else_signed() {
        assertRefused("has those of none", TEXT);
        assertRefused("has those of node-a", TEXT, one);
        assertRefused("has those of node-a", TEXT, one, one);
        assertRefused("has those of node-a", TEXT, one, mallory);
    }

    @Test
    void signatures_over_other_bytes_count_nothing() {
        var other = TEXT.replace("nonce 42", "nonce 41");

        assertRefused("has those of node-a", TEXT, List.of(sign(one, TEXT), sign(two, other)));
    }

    @Test
    void a_signature_for_another_purpose_counts_nothing() {
        var order = two.sign(Order.NAMESPACE, bytes(TEXT));
        var ofPolicy = two.sign(SignedPolicy.NAMESPACE, bytes(TEXT));

        assertRefused("has those of node-a", TEXT, List.of(sign(one, TEXT), order, ofPolicy));
    }

    @Test
    void an_observation_is_for_one_deployment() {
        assertRefused(
                "is for deployment staging, this one is production", TEXT.replace("production", "staging"), one, two);
    }

    @Test
    void too_few_confirmations_are_refused() throws Exception {
        assertRefused(
                "of a block with 63 confirmations", TEXT.replace("confirmations: 64", "confirmations: 63"), one, two);
        assertThat(witnessed(TEXT.replace("confirmations: 64", "confirmations: 65"), one, two)
                        .observers())
                .hasSize(2);
    }

    @Test
    void a_chain_without_a_depth_is_never_observed() {
        assertRefused("for which the active policy states no depth", TEXT.replace("eip155:1", "eip155:137"), one, two);
    }

    @Test
    void what_is_no_observation_or_no_signature_is_refused() {
        assertRefused("no observation", "x" + TEXT, one, two);
        assertRefused("no SSH signature", TEXT, List.of("-----BEGIN", sign(one, TEXT)));
    }

    @Test
    void without_observers_nothing_is_observed() throws Exception {
        policy = PolicyText.load(PolicyText.FULL);

        assertRefused("the active policy has no observers", TEXT, one, two);
    }
}
