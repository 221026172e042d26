package dev.countersign.signer.endtoend.attack;

import static dev.countersign.signer.endtoend.attack.EthereumCalls.data;
import static dev.countersign.signer.endtoend.attack.EthereumCalls.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.endtoend.attack.Table.Row;
import dev.countersign.signer.model.Bytes;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever is done to the calldata of a call that is allowed, it is refused, or it is another call that is. Nothing
/// but a refusal is ever thrown.
class CallMutationTest {

    private static final int[] OCTETS = {0x00, 0x01, 0x1f, 0x20, 0x21, 0x7f, 0x80, 0xff};

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void no_call_is_shorter_or_longer(Row call) {
        var calldata = data(call.get(2));

        assertThat(Firm.refusal(transaction(call.get(1), calldata))).isNull();
        for (var end = 2; end < calldata.length(); end += 2) {
            assertThat(Firm.refusal(transaction(call.get(1), calldata.substring(0, end))))
                    .as("%s bytes", end / 2 - 1)
                    .isNotNull();
        }
        for (var more : new String[] {"00", "01", "00".repeat(32), "ff".repeat(32)}) {
            assertThat(Firm.refusal(transaction(call.get(1), calldata + more)))
                    .as("and %s", more)
                    .isNotNull();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void no_byte_can_be_changed_to_break_the_reader(Row call) {
        var calldata = Bytes.fromHex(data(call.get(2)).substring(2));
        var random = new Random(20260501);
        var refused = 0;
        for (var i = 0; i < calldata.size(); i++) {
            for (var octet : OCTETS) {
                var mutated = calldata.toByteArray();
                mutated[i] = (byte) octet;
                if (random.nextBoolean()) {
                    mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
                }
                var refusal = Firm.refusal(
                        transaction(call.get(1), "0x" + Bytes.of(mutated).hex()));
                if (refusal != null) {
                    assertThat(refusal.refusal().message()).isNotBlank().hasSizeLessThan(400);
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(calldata.size());
    }

    static Stream<Row> calls() {
        return Table.read("/attack/allowed-calls.txt");
    }
}
