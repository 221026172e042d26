package dev.countersign.signer.bundle.typed;

import dev.countersign.signer.model.Asset;
import java.util.Optional;

/// The EIP-712 domain of a token that takes permits; its chain and contract are those of the asset.
///
/// @param name what the token says is its name, which need not be its symbol: `USD Coin`
/// @param version empty if the token's domain has none
public record TokenDomain(String name, Optional<String> version) {

    /// The whole domain.
    ///
    /// @param token an `erc20` asset of an EVM chain
    public TypedDomain of(Asset token) {
        return TypedDomain.of(name, version, token.chain(), token.reference());
    }
}
