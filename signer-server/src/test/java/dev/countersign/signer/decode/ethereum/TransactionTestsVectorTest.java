package dev.countersign.signer.decode.ethereum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.decode.ethereum.codec.UnsignedTransaction;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/// TransactionTests of ethereum/tests. They are signed, so each is also taken apart and its fields, faults
/// and all, put into an unsigned transaction: what is invalid for a reason other than its signature must be
/// refused there too, and what is valid must be read, its hash and its sender being those that the file
/// tells.
@EnabledIfEnvironmentVariable(named = "COUNTERSIGN_VECTORS", matches = ".+")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransactionTestsVectorTest {

    private static final Pattern ABOUT_THE_SIGNATURE =
            Pattern.compile(".*(INVALID_SIGNATURE|INVALID_CHAINID|EC_RECOVERY_FAIL|LEADING_ZEROS_[VRS]$).*");

    /// Valid there and refused here: a rule of ours that is stricter.
    private static final Map<String, String> STRICTER = Map.of(
            // The most that it could cost is more than any balance (Yellow Paper §6.2), which the files do not check.
            "TransactionWithHighValue", "value plus gas_limit times the price per gas");

    private final List<Case> cases = new ArrayList<>();

    /// @param exception of the newest fork that the file has, empty if it is valid there
    private record Case(String name, Bytes signed, String exception, String hash, String sender) {

        LooseTransaction loose() {
            return LooseTransaction.split(signed);
        }

        boolean isValid() {
            return exception.isEmpty();
        }

        boolean isAboutTheSignature() {
            return ABOUT_THE_SIGNATURE.matcher(exception).matches();
        }

        @Override
        public String toString() {
            return name + " " + exception;
        }
    }

    @BeforeAll
    void load() throws IOException {
        var folder = Path.of(System.getenv("COUNTERSIGN_VECTORS"), "ethereum-tests", "TransactionTests");
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                JsonParser.parseString(Files.readString(file))
                        .getAsJsonObject()
                        .asMap()
                        .forEach((name, test) -> cases.add(read(name, test.getAsJsonObject())));
            }
        }
        assertThat(cases).hasSizeGreaterThan(150);
    }

    /// A "signature" of r = 0 and s = 0 under v = 1 is the unsigned form of EIP-155 itself.
    @Test
    void nothing_signed_is_taken_for_unsigned() {
        var taken = cases.stream()
                .filter(test -> {
                    try {
                        Whole.decode(TestGrants.ethHot(), test.signed());
                        return true;
                    } catch (Refused e) {
                        return false;
                    }
                })
                .map(Case::name);

        assertThat(taken).containsExactly("ZeroSigTransaction2");
    }

    @Test
    void a_fault_of_the_frame_is_refused_as_such() {
        var badlyFramed = cases.stream()
                .filter(test -> !test.isValid() && !test.loose().wellFramed())
                .toList();

        assertThat(badlyFramed).hasSizeGreaterThan(25);
        for (var test : badlyFramed) {
            assertThatThrownBy(() -> UnsignedTransaction.decode(test.signed()))
                    .as("%s", test)
                    .isInstanceOf(Refused.class)
                    .hasMessageNotContaining("already signed");
        }
    }

    @Test
    void a_fault_of_a_field_is_refused_in_an_unsigned_transaction_too() {
        var faulty = cases.stream()
                .filter(test -> !test.isValid() && !test.isAboutTheSignature())
                .filter(test -> test.loose().wellFramed())
                .toList();

        assertThat(faulty).hasSizeGreaterThan(50);
        for (var test : faulty) {
            assertThatThrownBy(
                            () -> Whole.decode(TestGrants.ethHot(), test.loose().unsigned()))
                    .as("%s", test)
                    .isInstanceOf(Refused.class)
                    .hasMessageNotContaining("already signed");
        }
    }

    @Test
    void what_is_valid_is_read_and_has_the_published_hash_and_sender() throws Exception {
        var read = 0;
        var committed = 0;
        for (var test : cases.stream().filter(Case::isValid).toList()) {
            if (STRICTER.containsKey(test.name())) {
                assertThatThrownBy(() -> UnsignedTransaction.decode(test.loose().unsigned()))
                        .as("%s", test)
                        .hasMessageContaining(STRICTER.get(test.name()));
                continue;
            }
            var loose = test.loose();
            var signable = new EthereumSignable(decode(test, loose));
            read++;
            if (loose.commitsToChain()) {
                var signature = loose.signature();
                assertThat(signable.assemble(List.of(signature)).transactionId())
                        .as("%s", test)
                        .isEqualTo(test.hash());
                assertThat(Signers.recover(signable.digest(), signature))
                        .as("%s", test)
                        .isEqualTo(test.sender());
                committed++;
            }
        }
        assertThat(read).isGreaterThan(40);
        assertThat(committed).isGreaterThan(10);
    }

    @Test
    void what_is_valid_is_signed_or_refused_for_what_it_does() {
        var reasons = new ArrayList<Reason>();
        for (var test : cases.stream()
                .filter(test -> test.isValid() && !STRICTER.containsKey(test.name()))
                .toList()) {
            try {
                Whole.decode(TestGrants.ethHot(), test.loose().unsigned());
            } catch (Refused e) {
                assertThat(e.reason())
                        .as("%s", test)
                        .isNotIn(Reason.TRANSACTION_UNDECODABLE, Reason.TRANSACTION_TYPE_REFUSED);
                reasons.add(e.reason());
            }
        }
        assertThat(reasons).contains(Reason.CONTRACT_CREATION_REFUSED, Reason.CALL_NOT_UNDERSTOOD);
    }

    private static UnsignedTransaction decode(Case test, LooseTransaction loose) {
        try {
            return UnsignedTransaction.decode(loose.unsigned());
        } catch (Refused e) {
            throw new AssertionError(test + " is valid", e);
        }
    }

    private static Case read(String name, JsonObject test) {
        var results = test.getAsJsonObject("result");
        var newest = List.of("Cancun", "Shanghai", "Paris", "London", "Berlin", "Istanbul").stream()
                .filter(results::has)
                .findFirst()
                .map(results::getAsJsonObject)
                .orElseThrow();
        var bytes = test.get("txbytes").getAsString();
        return new Case(
                name,
                Bytes.fromHex(bytes.substring(2)),
                text(newest, "exception"),
                text(newest, "hash"),
                text(newest, "sender"));
    }

    private static String text(JsonObject result, String field) {
        return result.has(field) ? result.get(field).getAsString() : "";
    }
}
