package dev.countersign.signer.signing;

import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/// A bounded number of places for requests under way, and for each client no more than its share. A request without a
/// place is refused at once: waiting rooms are what floods fill.
public final class Lane {

    private final Semaphore places;
    private final int perClient;
    private final ConcurrentHashMap<Client, Semaphore> shares = new ConcurrentHashMap<>();

    /// @param places requests under way at once, of all clients
    /// @param perClient requests under way at once, of one client
    public Lane(int places, int perClient) {
        this.places = new Semaphore(places);
        this.perClient = perClient;
    }

    /// A place, until it is closed.
    ///
    /// @throws Refused OVERLOADED if there is none
    Place enter(Client client) throws Refused {
        // Clients are those of the policy, so this map is bounded by the policy.
        var share = shares.computeIfAbsent(client, any -> new Semaphore(perClient));
        if (!share.tryAcquire()) {
            throw overloaded("this client has " + perClient + " requests under way");
        }
        if (!places.tryAcquire()) {
            share.release();
            throw overloaded("every place is taken");
        }
        return () -> {
            places.release();
            share.release();
        };
    }

    private static Refused overloaded(String why) {
        return new Refused(Reason.OVERLOADED, why + "; repeat the same request after a pause");
    }

    /// A taken place.
    interface Place extends AutoCloseable {
        @Override
        void close();
    }
}
