package dev.countersign.signer.cli.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.GsonBuilder;
import dev.countersign.signer.hsm.TokenSettings.Driver;
import dev.countersign.signer.hsm.pkcs11.inventory.ExpectedKey;
import dev.countersign.signer.hsm.pkcs11.inventory.InventoryReport;
import dev.countersign.signer.hsm.pkcs11.token.Custody;
import dev.countersign.signer.hsm.pkcs11.token.CustodyAttribute;
import dev.countersign.signer.hsm.pkcs11.token.KeyRow;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// An inventory as people and as programs see it.
class InventoryTextTest {

    private static final PinnedKey KEY = new PinnedKey(
            PinnedKey.Kind.SECP256K1,
            Bytes.fromHex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"));

    private static final InventoryReport REPORT = new InventoryReport(
            List.of(
                    new InventoryReport.Token(
                            "vault-a",
                            Path.of("/usr/lib/hsm.so"),
                            Optional.of(new InventoryReport.Description(
                                    "Maker, PKCS#11 2.6", "Maker", "Model", "0123", "7.1", List.of("login required"))),
                            List.of(pair(), secret()),
                            List.of("a disabling marker names no key"),
                            Optional.empty()),
                    new InventoryReport.Token(
                            "vault-b",
                            Path.of("/usr/lib/hsm.so"),
                            Optional.empty(),
                            List.of(),
                            List.of(),
                            Optional.of("no token is labelled 'vault-b'"))),
            List.of("key 'eth-hot' is in token 'vault-a', not in token 'vault-c'"),
            List.of(new ExpectedKey(
                    "checkpoint", new PinnedKey(PinnedKey.Kind.ED25519, Bytes.fromHex("ab".repeat(32))), false)));

    private static final String KEY_AS_JSON = """
            {
              "kind": "secp256k1",
              "type": "CKK_EC, curve 06052b8104000a",
              "class": "private",
              "cka_id": "0a",
              "label": "eth-hot",
              "attributes": {
                "CKA_TOKEN": true,
                "CKA_PRIVATE": true,
                "CKA_LOCAL": true,
                "CKA_SENSITIVE": true,
                "CKA_ALWAYS_SENSITIVE": true,
                "CKA_EXTRACTABLE": false,
                "CKA_NEVER_EXTRACTABLE": true,
                "CKA_MODIFIABLE": false,
                "CKA_COPYABLE": null,
                "CKA_ALWAYS_AUTHENTICATE": false,
                "CKA_SIGN": true,
                "CKA_VERIFY": null,
                "CKA_SIGN_RECOVER": false,
                "CKA_ENCRYPT": null,
                "CKA_DECRYPT": false,
                "CKA_WRAP": null,
                "CKA_UNWRAP": false,
                "CKA_DERIVE": false
              },
              "public_key": "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
              "check_values": {},
              "driver": "sunpkcs11",
              "certificate": "matches",
              "pinned": "eth-hot",
              "disabled_from": "2030-01-01T00:00:00Z",
              "verdict": "good",
              "faults": []
            }""";

    @Test
    void a_person_sees_a_table() {
        assertThat(InventoryTable.of(REPORT)).isEqualTo("""
                        token 'vault-a'
                          module    /usr/lib/hsm.so
                          library   Maker, PKCS#11 2.6
                          hardware  Maker Model, serial number 0123, firmware 7.1
                          flags     login required
                          note      a disabling marker names no key

                          kind                CKA_ID  label    custody     usages       driver     certificate  pinned   disabled              verdict
                          secp256k1           0a      eth-hot  TPLSA-N-?-  sign         sunpkcs11  matches      eth-hot  2030-01-01T00:00:00Z  good
                          CKK_GENERIC_SECRET  -       ve\uFFFDnue   TPLSAEN---  sign verify  cryptoki   none         -        -                     refused
                              ! CKA_EXTRACTABLE is true, must be false
                              ! it has no CKA_ID

                        token 'vault-b'
                          module    /usr/lib/hsm.so
                          NOT READ  no token is labelled 'vault-b'

                        custody: T token  P private  L local  S sensitive  A always sensitive  E extractable  N never extractable
                                 M modifiable  C copyable  U always authenticate  - false  ? not told by the token

                        findings
                          key 'eth-hot' is in token 'vault-a', not in token 'vault-c'

                        in no token
                          checkpoint  ed25519  %s
                        """.formatted("ab".repeat(32)));
    }

    @Test
    void a_program_sees_every_attribute_and_null_for_what_is_not_told() {
        var json = InventoryJson.of(REPORT);

        assertThat(json.keySet()).containsExactly("good", "tokens", "findings", "missing");
        assertThat(json.get("good").getAsBoolean()).isFalse();
        var tokens = json.getAsJsonArray("tokens");
        assertThat(tokens.get(1).getAsJsonObject().get("failure").getAsString())
                .isEqualTo("no token is labelled 'vault-b'");
        var key = tokens.get(0).getAsJsonObject().getAsJsonArray("keys").get(0);
        assertThat(new GsonBuilder()
                        .serializeNulls()
                        .setPrettyPrinting()
                        .create()
                        .toJson(key))
                .isEqualTo(KEY_AS_JSON);
        var secret =
                tokens.get(0).getAsJsonObject().getAsJsonArray("keys").get(1).getAsJsonObject();
        assertThat(secret.get("kind").isJsonNull()).isTrue();
        assertThat(secret.getAsJsonObject("check_values").get("hmac_sha256").getAsString())
                .isEqualTo("cd".repeat(32));
    }

    private static InventoryReport.Key pair() {
        var told = told(false);
        told.remove(CustodyAttribute.COPYABLE);
        told.remove(CustodyAttribute.VERIFY);
        told.remove(CustodyAttribute.ENCRYPT);
        told.remove(CustodyAttribute.WRAP);
        var row = new KeyRow(
                "eth-hot",
                Bytes.fromHex("0a"),
                Set.of(PinnedKey.Kind.SECP256K1),
                "CKK_EC, curve 06052b8104000a",
                Optional.of(KEY),
                new Custody(false, told),
                KeyRow.Certificate.MATCHES,
                Optional.of(Instant.parse("2030-01-01T00:00:00Z")),
                List.of());
        return new InventoryReport.Key(
                row,
                Map.of(),
                Optional.of(Driver.SUNPKCS11),
                Optional.of(new ExpectedKey("eth-hot", KEY, false)),
                InventoryReport.Verdict.GOOD,
                List.of());
    }

    private static InventoryReport.Key secret() {
        var told = told(true);
        told.put(CustodyAttribute.EXTRACTABLE, true);
        var row = new KeyRow(
                "ve\u001bnue", // whoever labels a key must not steer the reader's terminal
                Bytes.of(new byte[0]),
                Set.of(PinnedKey.Kind.HMAC_SHA256, PinnedKey.Kind.HMAC_SHA384),
                "CKK_GENERIC_SECRET",
                Optional.empty(),
                new Custody(true, told),
                KeyRow.Certificate.NONE,
                Optional.empty(),
                List.of());
        return new InventoryReport.Key(
                row,
                Map.of(PinnedKey.Kind.HMAC_SHA256, Bytes.fromHex("cd".repeat(32))),
                Optional.of(Driver.CRYPTOKI),
                Optional.empty(),
                InventoryReport.Verdict.REFUSED,
                List.of("CKA_EXTRACTABLE is true, must be false", "it has no CKA_ID"));
    }

    private static Map<CustodyAttribute, Boolean> told(boolean verify) {
        var yes = Set.of("TOKEN", "PRIVATE", "LOCAL", "SENSITIVE", "ALWAYS_SENSITIVE", "NEVER_EXTRACTABLE", "SIGN");
        var told = new EnumMap<CustodyAttribute, Boolean>(CustodyAttribute.class);
        for (var attribute : CustodyAttribute.values()) {
            told.put(attribute, yes.contains(attribute.name()));
        }
        told.put(CustodyAttribute.VERIFY, verify);
        return told;
    }
}
