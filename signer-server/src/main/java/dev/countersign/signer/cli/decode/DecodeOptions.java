package dev.countersign.signer.cli.decode;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.PolicyInvalid;
import dev.countersign.signer.bundle.PolicyLoader;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.SigningRequest.Payload;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What every `decode` command takes, and how it answers.
final class DecodeOptions {

    /// EX_DATAERR of sysexits.h: the payload, not the command, is wrong.
    private static final int REFUSED = 65;

    private static final String STANDARD_INPUT = "-";

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "policy.yaml: its assets, its address book, its contracts. Without it nothing has a name")
    private @Nullable Path policy;

    @Option(
            names = "--key",
            paramLabel = "ID",
            description = "whose payload it is; not needed where one key of the policy signs for the chain")
    private @Nullable String key;

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    @Parameters(
            paramLabel = "PAYLOAD",
            description =
                    "hex (with or without 0x), base64, or JSON as it is; '-' reads one a line from standard input and writes one "
                            + "JSON object a line")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private String payload;

    /// Reads what is asked for, and tells it: the exit code.
    int run(PrintWriter out, Function<Bytes, Payload> kind) throws PolicyInvalid, IOException {
        var reading = new Reading(bundle(), Optional.ofNullable(key));
        if (payload.equals(STANDARD_INPUT)) {
            return lines(out, reading, kind);
        }
        var decoded = reading.read(payload, kind);
        if (json) {
            out.println(gson().setPrettyPrinting().create().toJson(DecodedJson.of(decoded)));
        } else {
            out.print(DecodedTable.of(decoded));
            out.flush(); // unlike println, print does not
        }
        return decoded.understood() ? 0 : REFUSED;
    }

    private static int lines(PrintWriter out, Reading reading, Function<Bytes, Payload> kind) throws IOException {
        var gson = gson().create();
        var understood = true;
        // not closed: standard input is not ours
        var in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            understood &= answer(out, gson, reading.read(line, kind));
        }
        out.flush();
        return understood ? 0 : REFUSED;
    }

    private static boolean answer(PrintWriter out, Gson gson, Decoded decoded) {
        out.append(gson.toJson(DecodedJson.of(decoded))).append('\n');
        return decoded.understood();
    }

    private Optional<PolicyBundle> bundle() throws PolicyInvalid {
        return policy == null ? Optional.empty() : Optional.of(new PolicyLoader().load(policy));
    }

    private static GsonBuilder gson() {
        return new GsonBuilder().serializeNulls().disableHtmlEscaping();
    }
}
