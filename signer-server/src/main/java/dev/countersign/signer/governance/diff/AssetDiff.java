package dev.countersign.signer.governance.diff;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.typed.TokenDomain;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Assets. A definition tells how calls of the contract are read; and of one that is unknown everything
/// is refused.
final class AssetDiff {

    private static final String READ_OTHERWISE = "calls of the contract may be read otherwise";

    static final Comparison<AssetDefinition> ASSET = Comparison.ofRecord(AssetDefinition.class)
            .part("wrapsNative", AssetDefinition::wrapsNative, Parts.unproven("wraps", "is other: " + READ_OTHERWISE))
            .part("permit", AssetDefinition::permit, AssetDiff::permit);

    private AssetDiff() {}

    static List<Change> changes(
            Place anywhere, Collection<AssetDefinition> active, Collection<AssetDefinition> proposed) {
        return Parts.byName(byId(active), byId(proposed), new Parts.ByName<>() {
            @Override
            public Change added(String id, AssetDefinition asset) {
                return place(anywhere, asset).more("is new: " + id);
            }

            // What a wrapped coin understood, `deposit()` and `withdraw(uint256)`, may be a call of the
            // policy's then.
            @Override
            public Change removed(String id, AssetDefinition asset) {
                return asset.wrapsNative()
                        ? place(anywhere, asset).other("is gone: " + id + "; " + READ_OTHERWISE)
                        : place(anywhere, asset).less("is gone: " + id + "; what moves it is refused");
            }

            @Override
            public List<Change> both(String id, AssetDefinition before, AssetDefinition after) {
                return definition(anywhere, before, after);
            }
        });
    }

    static List<Change> definition(Place anywhere, AssetDefinition active, AssetDefinition proposed) {
        return ASSET.changes(place(anywhere, active), active, proposed);
    }

    private static Place place(Place anywhere, AssetDefinition asset) {
        return anywhere.elsewhere("assets." + asset.symbol());
    }

    private static Map<String, AssetDefinition> byId(Collection<AssetDefinition> assets) {
        return assets.stream()
                .collect(Collectors.toMap(definition -> definition.asset().caip19(), Function.identity()));
    }

    /// Typed data of a token is refused without its domain, and never read as anything else.
    private static List<Change> permit(Place asset, Optional<TokenDomain> active, Optional<TokenDomain> proposed) {
        var place = asset.at("permit");
        if (active.isEmpty()) {
            return List.of(place.more("is new: permits of the token can be signed"));
        }
        return List.of(
                proposed.isEmpty()
                        ? place.less("is gone: no permit of the token can be signed")
                        : place.other("is another domain"));
    }
}
