package dev.countersign.signer.bundle;

import dev.countersign.signer.bundle.typed.TokenDomain;
import dev.countersign.signer.model.Asset;
import java.util.Optional;

/// An asset that the policy names.
///
/// @param symbol the policy's label: 1 to 16 characters of `[A-Z0-9.-]`; never an identity
/// @param decimals places between the base unit and one coin, 0 to 36; 0 for what is counted in pieces
/// @param wrapsNative its contract takes the chain's coin for it and gives it back, one for one (as WETH does)
/// @param permit the token's own EIP-712 domain, without which nothing typed is signed for it
public record AssetDefinition(
        String symbol, Asset asset, int decimals, boolean wrapsNative, Optional<TokenDomain> permit) {

    /// An asset that wraps nothing and for which nothing typed is signed.
    public AssetDefinition(String symbol, Asset asset, int decimals) {
        this(symbol, asset, decimals, false, Optional.empty());
    }
}
