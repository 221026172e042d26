package dev.countersign.signer.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/// `GET /metrics` (Prometheus text) and `GET /ready` (200 or 503), plain HTTP: bind it to an address that only the
/// monitoring zone reaches. It tells no secret and takes no order.
public final class MetricsListener implements AutoCloseable {

    private final HttpServer server;

    /// @throws CannotListen if the address is taken, or none of this machine
    public MetricsListener(InetSocketAddress address, Metrics metrics, BooleanSupplier ready) throws CannotListen {
        server = listen(address);
        server.createContext("/metrics", exchange -> answer(exchange, "/metrics", 200, metrics.scrape()));
        server.createContext("/ready", exchange -> {
            var now = ready.getAsBoolean();
            answer(exchange, "/ready", now ? 200 : 503, now ? "ready\n" : "not ready: the HSM or the ledger is down\n");
        });
        server.setExecutor(Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("metrics").factory()));
        server.start();
    }

    private static HttpServer listen(InetSocketAddress address) throws CannotListen {
        try {
            return HttpServer.create(address, 16);
        } catch (IOException e) {
            throw new CannotListen("metrics", address, e);
        }
    }

    private static void answer(HttpExchange exchange, String path, int status, String text) throws IOException {
        try (exchange) {
            if (!exchange.getRequestURI().getPath().equals(path)) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            if (!exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(405, -1);
                return;
            }
            var body = text.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /// The port that it listens on.
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
