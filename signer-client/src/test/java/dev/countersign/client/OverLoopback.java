package dev.countersign.client;

import com.google.protobuf.ByteString;
import dev.countersign.v1.EthereumTransaction;
import dev.countersign.v1.SignRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A service over real TLS on the loopback interface, and a client that may use it.
abstract class OverLoopback {

    static final String CLIENT = "spiffe://firm.example/hot-wallet";
    static final Duration LONG = Duration.ofMinutes(1);
    static final RetrySettings QUICK =
            new RetrySettings(Integer.MAX_VALUE, Duration.ofMillis(5), Duration.ofMillis(50));

    final TestCa ca = new TestCa("countersign-test");
    final TestSigner signer = new TestSigner(7);
    final FakeSigningService service = new FakeSigningService(signer);

    @TempDir
    Path folder;

    TestServer server;

    @BeforeEach
    void start() throws IOException {
        ca.writeServer(folder, "localhost", ca);
        ca.writeClient(folder, CLIENT, ca);
        server = new TestServer(folder, 0, service);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    ClientSettings settings() {
        return ClientSettings.fromDirectory(folder, server.target())
                .withDeadline(LONG)
                .withRetry(QUICK);
    }

    /// EIP-1559, chain 1, nonce 0, to 0x3535…, 10^18 wei.
    static SignRequest request() {
        var unsigned =
                ByteString.fromHex("02f00180843b9aca008506fc23ac00825208943535353535353535353535353535353535353535"
                        + "880de0b6b3a764000080c0");
        return SignRequest.newBuilder()
                .setRequestId("r-1")
                .setKeyId("eth-hot")
                .setEthereumTransaction(EthereumTransaction.newBuilder().setUnsignedTransaction(unsigned))
                .build();
    }
}
