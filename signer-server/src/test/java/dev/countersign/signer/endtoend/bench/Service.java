package dev.countersign.signer.endtoend.bench;

import dev.countersign.client.SigningClient;
import dev.countersign.signer.endtoend.ServerProcess;
import dev.countersign.signer.endtoend.Withdrawals;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Callable;

/// The whole path: a server in a process of its own, and a client in this one.
final class Service implements AutoCloseable {

    private final ServerProcess server;
    private final SigningClient client;
    private final Nonces nonces;

    private Service(ServerProcess server, SigningClient client, Nonces nonces) {
        this.server = server;
        this.client = client;
        this.nonces = nonces;
    }

    /// @param nonces that the ledger in `folder` has not seen
    static Service start(Path folder, Nonces nonces) throws Exception {
        var server = ServerProcess.startForSpeed(folder);
        return new Service(server, server.connect("hot-wallet"), nonces);
    }

    /// Withdrawals, each another one.
    Sample sign(int inFlight, Duration warmUp, Duration measured) throws Exception {
        return run(inFlight, warmUp, measured, () -> {
            var nonce = nonces.take();
            var answer = client.sign(Withdrawals.eth("bench-" + nonce, nonce, BigInteger.ONE));
            nonces.answered(nonce);
            return answer;
        });
    }

    /// Calls that neither sign nor write: what an RPC costs.
    Sample call(int inFlight, Duration warmUp, Duration measured) throws Exception {
        return run(inFlight, warmUp, measured, () -> client.getKey("eth-hot"));
    }

    private Sample run(int inFlight, Duration warmUp, Duration measured, Callable<?> call) throws Exception {
        return Load.ofServer(server.pid()).run(Collections.nCopies(inFlight, call), warmUp, measured);
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
