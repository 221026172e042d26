package dev.countersign.signer.decode.bitcoin.psbt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.signer.decode.bitcoin.VectorFile;
import dev.countersign.signer.decode.bitcoin.VectorFile.Case;
import dev.countersign.signer.decode.bitcoin.psbt.Field.Scope;
import dev.countersign.signer.decode.bitcoin.wire.ByteReader;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// All PSBTs that BIP-174, BIP-370 and BIP-371 publish. Each is read, or refused in the words that its file
/// tells: for what is invalid the fault that it has, for what is valid there the rule of ours that is
/// stricter.
class PsbtVectorTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource("read")
    void is_read_and_written_back(Case published) throws Exception {
        var payload = payload(published);

        var psbt = Psbt.decode(payload);

        assertThat(psbt.encoded().size()).isEqualTo(payload.size());
        assertThat(Psbt.decode(psbt.encoded()).encoded()).isEqualTo(psbt.encoded());
        assertThat(psbt.feeSat()).isPositive();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void is_refused_for_its_fault(Case published) {
        var refused = catchThrowableOfType(Refused.class, () -> Psbt.decode(payload(published)));

        assertThat(refused).as("refusal").isNotNull();
        assertThat(refused.reason()).isEqualTo(Reason.TRANSACTION_UNDECODABLE);
        assertThat(refused.refusal().message()).contains(published.get("says")).hasSizeLessThan(400);
    }

    @Test
    void all_published_cases_are_there_and_nothing_invalid_is_read() {
        assertThat(bip("invalid", "bip174.txt")).hasSize(20);
        assertThat(bip("invalid", "bip370.txt")).hasSize(24);
        assertThat(bip("invalid", "bip371.txt")).hasSize(11);
        assertThat(bip("valid", "bip174.txt")).hasSize(14);
        assertThat(bip("valid", "bip370.txt")).hasSize(14);
        assertThat(bip("valid", "bip371.txt")).hasSize(6);
        assertThat(read()).hasSize(5).allMatch(published -> published.get("bip").equals("valid"));
    }

    /// What is stricter than the BIPs, rule by rule, is this and no more.
    @Test
    void what_is_valid_is_refused_only_by_these_rules() {
        assertThat(refused().filter(published -> published.get("bip").equals("valid")))
                .extracting(published -> published.get("says"))
                .containsOnly(
                        "PSBT_IN_NON_WITNESS_UTXO is missing",
                        "PSBT_GLOBAL_TX_MODIFIABLE is 0x",
                        "type 0xf0, which is not known here",
                        "has no inputs",
                        "redeemScript that does not hash");
    }

    /// These lack the transactions that they spend, so only their maps are read.
    @ParameterizedTest(name = "{0}")
    @MethodSource("lockTimes")
    void finds_the_lock_time(Case published) throws Exception {
        var reader = ByteReader.of(payload(published), "");
        reader.skip("magic", 5);
        var global = PsbtMap.read(reader, Scope.GLOBAL, "global");
        var inputs = maps(reader, Scope.INPUT, global, Field.PSBT_GLOBAL_INPUT_COUNT);
        var outputs = maps(reader, Scope.OUTPUT, global, Field.PSBT_GLOBAL_OUTPUT_COUNT);
        if (published.get("lock_time").equals("none")) {
            assertThat(catchThrowableOfType(Refused.class, () -> Version2.transaction(global, inputs, outputs)))
                    .hasMessageContaining("some require a height and some a time");
            return;
        }
        assertThat(Version2.transaction(global, inputs, outputs).lockTime())
                .isEqualTo(Long.parseLong(published.get("lock_time")));
    }

    static Stream<Case> read() {
        return all().filter(published -> published.get("says").equals("read"));
    }

    static Stream<Case> refused() {
        return all().filter(published -> !published.get("says").equals("read"));
    }

    static List<Case> lockTimes() {
        return VectorFile.cases("bip370-lock-time.txt");
    }

    private static Stream<Case> all() {
        return Stream.of("bip174.txt", "bip370.txt", "bip371.txt").flatMap(file -> VectorFile.cases(file).stream());
    }

    private static Stream<Case> bip(String kind, String file) {
        return VectorFile.cases(file).stream()
                .filter(published -> published.get("bip").equals(kind));
    }

    private static List<PsbtMap> maps(ByteReader reader, Scope scope, PsbtMap global, Field count) throws Refused {
        var maps = new ArrayList<PsbtMap>();
        for (var left = global.value(count).orElseThrow().at(0); left > 0; left--) {
            maps.add(PsbtMap.read(reader, scope, "map"));
        }
        return maps;
    }

    private static Bytes payload(Case published) {
        return Bytes.of(Base64.getDecoder().decode(published.get("psbt")));
    }
}
