package dev.countersign.signer.policy;

import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Payer;
import java.time.Duration;
import java.util.Optional;

/// What charges are counted on: a scope, an asset and a window's length, never a limit's name. Two limits with the
/// same meter count the same charges, and a renamed limit finds the charges of the old one.
///
/// @param payer for all scopes but CLIENT_ALL
/// @param client the client, for scopes CLIENT and CLIENT_ALL
public record Meter(Scope scope, Optional<Payer> payer, Optional<Client> client, Asset asset, Duration length) {

    public Meter {
        var wantsPayer = scope != Scope.CLIENT_ALL;
        var wantsClient = scope == Scope.CLIENT || scope == Scope.CLIENT_ALL;
        if (payer.isPresent() != wantsPayer || client.isPresent() != wantsClient) {
            throw new IllegalArgumentException("a meter of scope " + scope + " over " + payer + " and " + client);
        }
    }

    /// True if a charge of `kind` in `chargedAsset`, made by `by` on `on`, counts here.
    public boolean counts(Charge.Kind kind, Asset chargedAsset, Payer on, Client by) {
        return asset.equals(chargedAsset)
                && (scope != Scope.FEES || kind == Charge.Kind.FEE)
                && payer.map(on::equals).orElse(true)
                && client.map(by::equals).orElse(true);
    }
}
