package dev.countersign.signer.endtoend.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.countersign.signer.endtoend.ServerProcess;
import dev.countersign.v1.SignRequest;
import dev.countersign.v1.SignResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/// What the journal of a stopped server says was signed.
record ChaosJournal(List<JsonObject> settled) {

    /// Verifies the journal, then reads it, both by the command.
    static ChaosJournal read(Path folder) throws Exception {
        var verified = ServerProcess.verifyJournal(folder);
        assertThat(verified.output()).contains("journal verified");
        var configuration = folder.resolve("server.yaml").toString();
        var shown = ServerProcess.run("journal", "show", "--json", "--config", configuration);
        assertThat(shown.exitCode()).isZero();
        return new ChaosJournal(shown.output()
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .filter(entry -> entry.has("signature_hash"))
                .toList());
    }

    /// Writes every entry to `file`, a line each, by the command. The journal of a long run is long.
    static void write(Path folder, Path file) throws Exception {
        var configuration = folder.resolve("server.yaml").toString();
        var shown = new ProcessBuilder(ServerProcess.command("journal", "show", "--json", "--config", configuration))
                .redirectOutput(file.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(shown.waitFor()).isZero();
    }

    /// Exactly these are in it as signed, each once, with the bytes that were released.
    void assertHolds(Map<SignRequest, SignResponse> signed) {
        assertThat(settled).extracting(entry -> text(entry, "transaction_id")).doesNotHaveDuplicates();
        assertThat(settled)
                .extracting(entry -> text(entry, "request_id") + " " + text(entry, "transaction_id"))
                .containsExactlyInAnyOrderElementsOf(signed.entrySet().stream()
                        .map(entry -> entry.getKey().getRequestId() + " " + hash(entry.getValue()))
                        .toList());
    }

    private static String text(JsonObject entry, String field) {
        return entry.get(field).getAsString();
    }

    private static String hash(SignResponse answer) {
        return Numeric.toHexString(Hash.sha3(answer.getSignedPayload().toByteArray()));
    }
}
