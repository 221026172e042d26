package dev.countersign.client.bitcoin;

import static java.util.stream.Collectors.toMap;

import com.google.protobuf.ByteString;
import dev.countersign.v1.BitcoinPsbt;
import dev.countersign.v1.SignRequest;
import dev.countersign.v1.SignResponse;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/// The example of `vectors/bip174-signing.txt`, whose first line names its source: a 2-of-2 within P2SH and another
/// within P2WSH within P2SH. Two keys sign one input each, then the two others.
public final class Bip174 {

    private static final Map<String, String> LINES = read();

    private Bip174() {}

    public static ByteString get(String name) {
        return ByteString.fromHex(text(name));
    }

    static String text(String name) {
        return Objects.requireNonNull(LINES.get(name), name);
    }

    /// Asks a key for the signature that is there already in a PSBT, and is not in this request.
    ///
    /// @param key `legacy` or `witness`
    /// @param psbt `signed` or `combined`
    public static SignRequest request(String key, String psbt, boolean finalize) {
        return SignRequest.newBuilder()
                .setRequestId("r-1")
                .setKeyId("btc-hot")
                .setBitcoinPsbt(BitcoinPsbt.newBuilder()
                        .setPsbt(ByteString.fromHex(text(psbt).replace(field(key, psbt), "")))
                        .setFinalize(finalize))
                .build();
    }

    /// A genuine answer.
    ///
    /// @param payload `signed`, `combined` or `transaction`
    public static SignResponse answer(String key, String payload) {
        return SignResponse.newBuilder()
                .setSignedPayload(get(payload))
                .addSignatures(get(key + "-signature"))
                .setTransactionId(payload.equals("transaction") ? text("txid") : "")
                .setJournalIndex(41)
                .setRuleId("pay")
                .build();
    }

    /// The key's PSBT_IN_PARTIAL_SIG in hex: a key of 34 bytes, 02 and the public key; a value of a length that one
    /// byte tells.
    static String field(String key, String psbt) {
        var begin = "2202" + text(key + "-key");
        var at = text(psbt).indexOf(begin);
        var valueAt = at + begin.length() + 2;
        var valueBytes = Integer.parseInt(text(psbt).substring(valueAt - 2, valueAt), 16);
        return text(psbt).substring(at, valueAt + 2 * valueBytes);
    }

    private static Map<String, String> read() {
        var file = Bip174.class.getResourceAsStream("/vectors/bip174-signing.txt");
        try (var reader = new InputStreamReader(Objects.requireNonNull(file), StandardCharsets.UTF_8)) {
            return reader.readAllLines().stream()
                    .filter(line -> line.contains(": ") && !line.startsWith("#"))
                    .map(line -> line.split(": "))
                    .collect(toMap(parts -> parts[0], parts -> parts[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
