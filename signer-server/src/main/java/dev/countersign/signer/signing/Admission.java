package dev.countersign.signer.signing;

import static java.util.Objects.requireNonNull;

import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/// A bounded number of places for requests under way in each lane, and for each client no more than its share of them.
/// A request without a place is refused at once: waiting rooms are what floods fill. No lane takes another's places.
public final class Admission {

    /// The places of one lane. Clients are those of the policy, so the map is bounded by the policy.
    private record Places(Semaphore all, ConcurrentHashMap<Client, Semaphore> shares) {}

    private final Map<Lane, Places> lanes = new EnumMap<>(Lane.class);
    private final int perClient;

    /// @param places requests under way at once in a lane, of all clients
    /// @param perClient requests under way at once in a lane, of one client
    public Admission(int places, int perClient) {
        this.perClient = perClient;
        for (var lane : Lane.values()) {
            lanes.put(lane, new Places(new Semaphore(places), new ConcurrentHashMap<>()));
        }
    }

    /// A place, until it is closed.
    ///
    /// @throws Refused OVERLOADED if there is none
    Place enter(Client client, Lane lane) throws Refused {
        var places = requireNonNull(lanes.get(lane));
        var share = places.shares().computeIfAbsent(client, any -> new Semaphore(perClient));
        if (!share.tryAcquire()) {
            throw overloaded("this client has " + perClient + " requests under way");
        }
        if (!places.all().tryAcquire()) {
            share.release();
            throw overloaded("every place is taken");
        }
        return () -> {
            places.all().release();
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
