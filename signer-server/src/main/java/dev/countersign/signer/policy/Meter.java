package dev.countersign.signer.policy;

import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Currency;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.model.Payers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What charges are counted on: a scope, an asset and a window's length (or what is outstanding), never
/// a limit's name. Two limits with the same meter count the same charges, and a renamed limit finds the
/// charges of the old one.
///
/// @param payers one for scopes KEY, SAFE, CLIENT, DESTINATION and FEES, the members for GROUP; empty for CLIENT_ALL
/// and ALL
/// @param client the client, for scopes CLIENT and CLIENT_ALL
/// @param destination who is paid, for scope DESTINATION
public record Meter(
        Scope scope,
        Optional<Payers> payers,
        Optional<Client> client,
        Optional<Account> destination,
        Quantity quantity,
        Period period) {

    /// What a meter adds up.
    public sealed interface Quantity {

        /// The asset that a charge must be of to count; empty if all do.
        Optional<Asset> ofAsset();

        /// Base units of an asset.
        record Units(Asset asset) implements Quantity {

            @Override
            public Optional<Asset> ofAsset() {
                return Optional.of(asset);
            }
        }

        /// Signatures: one for each request that is signed.
        ///
        /// @param ofAsset only those that charge it
        record Signatures(Optional<Asset> ofAsset) implements Quantity {}

        /// What charges of all assets are worth, in a currency's smallest unit.
        record Worth(Currency currency) implements Quantity {

            @Override
            public Optional<Asset> ofAsset() {
                return Optional.empty();
            }
        }

        /// Charges whose worth in a currency nobody knows: each counts one.
        record Unpriced(Currency currency) implements Quantity {

            @Override
            public Optional<Asset> ofAsset() {
                return Optional.empty();
            }
        }
    }

    /// For how long what is charged counts.
    public sealed interface Period {

        /// In any window of this length: from the reservation until the settlement is so long ago.
        record Window(Duration length) implements Period {}

        /// From the reservation until the signature is of no use any more: expired, or what it spends
        /// is spent. What is charged nothing does not count.
        record Outstanding() implements Period {}
    }

    /// A meter of a window.
    public Meter(
            Scope scope,
            Optional<Payers> payers,
            Optional<Client> client,
            Optional<Account> destination,
            Quantity quantity,
            Duration length) {
        this(scope, payers, client, destination, quantity, new Period.Window(length));
    }

    public Meter {
        var wantsPayers = scope != Scope.CLIENT_ALL && scope != Scope.ALL;
        var wantsClient = scope == Scope.CLIENT || scope == Scope.CLIENT_ALL;
        var wantsDestination = scope == Scope.DESTINATION;
        if (payers.isPresent() != wantsPayers
                || client.isPresent() != wantsClient
                || destination.isPresent() != wantsDestination) {
            throw new IllegalArgumentException(
                    "a meter of scope " + scope + " over " + payers + ", " + client + " and " + destination);
        }
    }

    /// The same for another destination.
    public Meter to(Account other) {
        return new Meter(scope, payers, client, Optional.of(other), quantity, period);
    }

    /// The same of what a meter of worth cannot count, because it has no price; empty for any other meter.
    public Optional<Meter> unpriced() {
        return quantity instanceof Quantity.Worth(var currency)
                ? Optional.of(new Meter(scope, payers, client, destination, new Quantity.Unpriced(currency), period))
                : Optional.empty();
    }

    /// True if what `by` has `on` pay is seen here.
    public boolean sees(Payer on, Client by) {
        return (payers.isEmpty() || payers.get().contains(on))
                && (client.isEmpty() || client.get().equals(by));
    }

    /// True if a charge that is seen here counts.
    public boolean counts(Charge charge) {
        var asset = quantity.ofAsset();
        return (asset.isEmpty() || asset.get().equals(charge.amount().asset()))
                && (scope != Scope.FEES || charge.kind() == Charge.Kind.FEE)
                && (destination.isEmpty() || destination.equals(charge.destination()));
    }

    /// True if a signature that is seen here and charged so counts. One that is charged nothing is a
    /// signature, too, but nothing of it is outstanding.
    public boolean counts(List<Charge> charges) {
        if (quantity instanceof Quantity.Signatures && quantity.ofAsset().isEmpty() && destination.isEmpty()) {
            return period instanceof Period.Window || !charges.isEmpty();
        }
        for (var charge : charges) {
            if (counts(charge)) {
                return true;
            }
        }
        return false;
    }
}
