package dev.countersign.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.countersign.signer.hsm.pkcs11.token.TokenKeys;
import dev.countersign.signer.model.CheckValue;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.softhsm.SoftHsmToken;
import dev.countersign.softhsm.TokenPerTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TokenPerTest.class)
class HsmInventoryCommandIT {

    @TempDir
    Path folder;

    private SoftHsmToken token;

    @BeforeEach
    void a_token(SoftHsmToken made) {
        token = made;
    }

    @Test
    void all_that_is_pinned_is_good_and_the_exit_code_says_so() throws Exception {
        Files.writeString(folder.resolve("policy.yaml"), "version: 1\nassets: {}\nclients: {}\nkeys: {}\n");

        var table = Execution.of("hsm", "inventory", "--config", configuration(checkpointKey()));

        assertThat(table.err()).isEmpty();
        assertThat(table.out())
                .contains("token '" + token.label() + "'", "  library   SoftHSM, Implementation of PKCS11 2.")
                .containsPattern("ed25519 +3031 +checkpoints +TPLSA-N--- +sign +cryptoki +none +checkpoint +- +good");
        assertThat(table.exitCode()).isZero();
    }

    @Test
    void a_secret_of_a_venue_is_known_by_what_the_policy_pins() throws Exception {
        try (var keys = TokenKeys.in(token)) {
            keys.importSecret(new byte[32], "venue-hmac", "02");
        }
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
        var checkValue = HexFormat.of().formatHex(mac.doFinal(CheckValue.RESERVED_TEXT.toByteArray()));
        Files.writeString(folder.resolve("policy.yaml"), """
                version: 1
                assets: {}
                clients: {}
                keys:
                  venue-hmac: { venue: kraken, kind: hmac-sha256, check_value: "%s", accept_imported: true }
                """.formatted(checkValue));

        var table = Execution.of("hsm", "inventory", "--config", configuration(checkpointKey()));

        assertThat(table.out()).containsPattern("hmac_sha256 +3032 +venue-hmac .* venue-hmac +- +good");
        assertThat(table.exitCode()).isZero();
    }

    @Test
    void a_token_is_shown_before_there_is_a_policy() throws Exception {
        var json = Execution.of("hsm", "inventory", "--json", "--config", configuration(checkpointKey()));

        assertThat(json.err()).startsWith("no key is compared with the policy: ");
        assertThat(json.exitCode()).isOne();
        var tokens = JsonParser.parseString(json.out()).getAsJsonObject().getAsJsonArray("tokens");
        assertThat(tokens.get(0).getAsJsonObject().getAsJsonArray("keys")).hasSize(1);
    }

    private PinnedKey checkpointKey() throws Exception {
        try (var keys = TokenKeys.in(token)) {
            return keys.pair(PinnedKey.Kind.ED25519, "checkpoints", "01");
        }
    }

    private String configuration(PinnedKey checkpointKey) throws Exception {
        var file = folder.resolve("server.yaml");
        Files.writeString(file, """
                        deployment: dev
                        listen: { address: 127.0.0.1, port: 0 }
                        tls: { certificate: server.crt, key: server.key, client_ca: ca.crt }
                        tokens:
                          - { label: "%s", module: "%s", environment: { SOFTHSM2_CONF: "%s" }, pin_file: "%s" }
                        journal: { origin: countersign.example/dev, checkpoint_key: "%s" }
                        ledger: { path: ledger.db, anchor: ledger.db.anchor }
                        policy: policy.yaml
                        """.formatted(
                        token.label(),
                        token.module(),
                        token.environment().get("SOFTHSM2_CONF"),
                        token.pinFile(),
                        checkpointKey.hex()));
        return file.toString();
    }
}
