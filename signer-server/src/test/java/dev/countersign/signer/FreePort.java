package dev.countersign.signer;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/// A port for a server that is killed and comes back: it must find its port free then.
public final class FreePort {

    private static final int FIRST = 20_000;

    /// From here on Linux gives ports to whoever asks for any, where nobody changed it (ip_local_port_range).
    private static final int FIRST_EPHEMERAL = 32_768;

    private FreePort() {}

    /// One of loopback; at random, because tests run side by side.
    public static int any() throws IOException {
        while (true) {
            var port = ThreadLocalRandom.current().nextInt(FIRST, FIRST_EPHEMERAL);
            try (var _ = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
                return port;
            } catch (BindException _) {
                // another one's
            }
        }
    }
}
