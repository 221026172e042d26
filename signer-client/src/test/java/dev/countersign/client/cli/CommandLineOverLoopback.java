package dev.countersign.client.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.countersign.client.FakeSigningService;
import dev.countersign.client.TestCa;
import dev.countersign.client.TestServer;
import dev.countersign.client.TestSigner;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// The commands as a shell would run them, against a service over real TLS.
abstract class CommandLineOverLoopback {

    static final String UNSIGNED =
            "0x02f00180843b9aca008506fc23ac00825208943535353535353535353535353535353535353535880de0b6b3a764000080c0";
    static final String RECIPIENT = "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045";
    static final String[] TRANSFER = {
        "--key",
        "eth-hot",
        "--asset",
        "USDC",
        "--amount",
        "1250.50",
        "--to",
        RECIPIENT,
        "--nonce",
        "7",
        "--max-fee-gwei",
        "30",
        "--tip-gwei",
        "1.5",
        "--gas",
        "65000"
    };

    final TestCa ca = new TestCa("countersign-test");
    final TestSigner signer = new TestSigner(7);
    final FakeSigningService service = new FakeSigningService(signer);
    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    TestServer server;

    @BeforeEach
    void start() throws IOException {
        ca.writeServer(folder, "localhost", ca);
        ca.writeClient(folder, "spiffe://firm.example/hot-wallet", ca);
        server = new TestServer(folder, 0, service);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    int run(String command, String... arguments) {
        var connection = new String[] {"--server", server.target(), "--tls", folder.toString()};
        return execute(with(with(new String[] {command}, arguments), connection));
    }

    int execute(String... arguments) {
        return ClientMain.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    JsonObject json() {
        return JsonParser.parseString(out.toString()).getAsJsonObject();
    }

    static String[] with(String[] some, String... more) {
        return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
    }
}
