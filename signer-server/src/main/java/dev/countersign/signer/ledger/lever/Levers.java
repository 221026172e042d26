package dev.countersign.signer.ledger.lever;

import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Brake;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Lever;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.policy.Charge;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What operators pulled and officers have not let go of, at one moment. Immutable.
///
/// @param standing by the index of their entries, brakes that ended by themselves among them
public record Levers(List<PulledLever> standing) {

    public Levers {
        standing = List.copyOf(standing);
    }

    /// What holds at `now`.
    public List<PulledLever> inForce(Instant now) {
        return standing.stream().filter(pulled -> pulled.holds(now)).toList();
    }

    /// The strongest brake in force at `now`.
    public Brake brake(Instant now) {
        var strongest = Brake.NONE;
        for (var pulled : standing) {
            if (pulled.lever() instanceof Lever.PullBrake(var brake, var _)
                    && pulled.holds(now)
                    && brake.percent() < strongest.percent()) {
                strongest = brake;
            }
        }
        return strongest;
    }

    /// True if no lever stops a client, whatever it asks for.
    ///
    /// @throws Refused FROZEN or CLIENT_REVOKED
    public void require(Client client) throws Refused {
        require(client, Optional.empty(), List.of());
    }

    /// Requires that nothing stops what a client has a key sign.
    ///
    /// @throws Refused FROZEN or CLIENT_REVOKED, one refusal for each thing that is stopped
    public void require(Client client, PinnedKey key, List<Charge> charges) throws Refused {
        if (standing.isEmpty()) {
            return;
        }
        var charged = charges.stream().map(charge -> charge.amount().asset()).collect(Collectors.toSet());
        require(client, Optional.of(key.encoded()), charged);
    }

    private void require(Client client, Optional<Bytes> publicKey, Collection<Asset> charged) throws Refused {
        var refusals = standing.stream()
                .map(PulledLever::lever)
                .filter(lever -> lever.stops(client, publicKey, charged))
                .map(Levers::refusal)
                .distinct()
                .toList();
        if (!refusals.isEmpty()) {
            throw new Refused(refusals);
        }
    }

    /// True if a lever stops whatever the client has the key sign.
    public boolean stops(Client client, PinnedKey key) {
        return standing.stream()
                .anyMatch(pulled -> pulled.lever().stops(client, Optional.of(key.encoded()), List.of()));
    }

    /// True if it depends on the charges what is stopped.
    public boolean stopsAssets() {
        return standing.stream().anyMatch(pulled -> pulled.lever() instanceof Lever.FreezeAsset);
    }

    private static Refusal refusal(Lever lever) {
        var refusal = lever.kind() == Lever.Kind.REVOKE
                ? Refusal.of(
                        Reason.CLIENT_REVOKED,
                        "client " + lever.target() + " was revoked by an operator; only officers can reinstate it")
                : Refusal.of(Reason.FROZEN, words(lever));
        return refusal.with("scope", lever.scope()).with("target", lever.target());
    }

    private static String words(Lever lever) {
        var what = lever instanceof Lever.FreezeAll ? "all signing" : lever.scope() + " " + lever.target();
        return what
                + " was frozen by an operator: nothing more is signed, and what was signed is withheld, until officers"
                + " lift that; repeat the same request then";
    }

    /// The lever that an entry pulled; empty if it stands no more.
    Optional<PulledLever> at(long index) {
        return standing.stream().filter(pulled -> pulled.index() == index).findFirst();
    }

    Levers with(PulledLever pulled) {
        return new Levers(Stream.concat(standing.stream(), Stream.of(pulled))
                .sorted(Comparator.comparingLong(PulledLever::index))
                .toList());
    }

    Levers without(PulledLever lifted) {
        return new Levers(
                standing.stream().filter(pulled -> !pulled.equals(lifted)).toList());
    }
}
