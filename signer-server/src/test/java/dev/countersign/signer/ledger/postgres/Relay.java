package dev.countersign.signer.ledger.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// A way to a server that can be cut, as a network is: nothing comes through any more, and nobody is told. What is sent
/// meanwhile is gone.
public final class Relay implements AutoCloseable {

    private final ServerSocket listener;
    private final int target;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final AtomicLong messages = new AtomicLong();
    private volatile boolean cut;
    private volatile long lateNanos;

    private Relay(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
    }

    /// A way to a port of this machine.
    public static Relay to(int port) throws IOException {
        var relay = new Relay(new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1")), port);
        Thread.ofVirtual().start(relay::accept);
        return relay;
    }

    public int port() {
        return listener.getLocalPort();
    }

    /// What went to the server so far, a count of what arrived here at once.
    public long messages() {
        return messages.get();
    }

    public void cut() {
        cut = true;
    }

    /// From now on whatever goes to the server takes so much longer.
    public void delay(Duration each) {
        lateNanos = each.toNanos();
    }

    /// Lets what is new through; whoever waits on an old connection learns that it is gone.
    public void heal() throws IOException {
        cut = false;
        closeSockets();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var near = listener.accept();
                sockets.add(near);
                if (!cut) {
                    connect(near);
                }
            } catch (IOException _) {
                // this was closed
            }
        }
    }

    private void connect(Socket near) throws IOException {
        try {
            var far = new Socket(InetAddress.ofLiteral("127.0.0.1"), target);
            sockets.add(far);
            Thread.ofVirtual().start(() -> pass(near, far, this::passing));
            Thread.ofVirtual().start(() -> pass(far, near, () -> {}));
        } catch (IOException _) {
            near.close(); // the server is not there, and whoever asked finds that out
        }
    }

    private void passing() {
        messages.incrementAndGet();
        LockSupport.parkNanos(lateNanos);
    }

    private void pass(Socket from, Socket to, Runnable each) {
        var buffer = new byte[16 << 10];
        try (from;
                to) {
            for (var read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                each.run();
                if (!cut) {
                    to.getOutputStream().write(buffer, 0, read);
                }
            }
        } catch (IOException _) {
            // one of the two ends is gone, so the other goes
        }
    }

    private void closeSockets() throws IOException {
        for (var socket = sockets.poll(); socket != null; socket = sockets.poll()) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        closeSockets();
    }
}
