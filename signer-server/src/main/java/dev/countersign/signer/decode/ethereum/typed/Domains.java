package dev.countersign.signer.decode.ethereum.typed;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.typed.TypedDomain;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.ethereum.typed.TypedValue.Struct;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Holds the domain of a payload against the one that the policy pins.
final class Domains {

    private Domains() {}

    /// @throws Refused CHAIN_MISMATCH, or TYPED_DATA_NOT_REGISTERED with the first field that differs
    static void require(TypedDomain pinned, Struct domain) throws Refused {
        var wanted = pinned.values();
        var found = values(domain);
        if (wanted.containsKey("chainId") && differs("chainId", wanted, found) && found.containsKey("chainId")) {
            throw DecodingRule.CHAIN_PINNED.broken(
                    "domain.chainId",
                    "is " + domain.unsigned("chainId") + ", and the policy pins "
                            + pinned.chainId().orElseThrow());
        }
        for (var field : pinned.fields()) {
            if (differs(field.name(), wanted, found)) {
                throw DecodingRule.PINNED_DOMAIN.broken("domain." + field.name(), "is not what the policy pins");
            }
        }
        if (!new ArrayList<>(wanted.keySet()).equals(new ArrayList<>(found.keySet()))) {
            throw DecodingRule.PINNED_DOMAIN.broken(
                    "domain", "has fields " + found.keySet() + ", and the policy pins " + wanted.keySet());
        }
    }

    /// The token whose contract verifies the signature, under its own domain.
    ///
    /// @throws Refused CHAIN_MISMATCH, ASSET_UNKNOWN or TYPED_DATA_NOT_REGISTERED
    static AssetDefinition token(KeyPolicy key, Struct domain) throws Refused {
        if (!domain.fields().containsKey("chainId") || !domain.fields().containsKey("verifyingContract")) {
            throw DecodingRule.PINNED_DOMAIN.broken("domain", "must have chainId and verifyingContract");
        }
        if (!domain.unsigned("chainId").toString().equals(key.chain().reference())) {
            throw DecodingRule.CHAIN_PINNED.broken(
                    "domain.chainId",
                    "is %s, and key %s signs for %s only".formatted(domain.unsigned("chainId"), key.id(), key.chain()));
        }
        var token = token(key, domain.address("verifyingContract"), "domain.verifyingContract");
        var pinned = token.permit();
        if (pinned.isEmpty()) {
            throw DecodingRule.PINNED_DOMAIN.broken("the policy pins no domain of " + token.symbol()
                    + " (permit under the asset), without which nothing typed is signed for it");
        }
        require(pinned.get().of(token.asset()), domain);
        return token;
    }

    /// The policy's token of a contract.
    ///
    /// @param contract `0x` and 40 lower-case hex digits
    /// @throws Refused ASSET_UNKNOWN
    static AssetDefinition token(KeyPolicy key, String contract, String field) throws Refused {
        return key.assets().values().stream()
                .filter(definition -> definition.asset().namespace().equals("erc20")
                        && definition.asset().chain().equals(key.chain())
                        && definition.asset().reference().equals(contract))
                .findFirst()
                .orElseThrow(() -> DecodingRule.ASSET_BY_CONTRACT.broken(
                        field,
                        "is " + contract + ", and the policy names no token of that contract on " + key.chain()
                                + "; its assets name what may be moved"));
    }

    static Refused notRegistered(String words) {
        return DecodingRule.REGISTERED_TYPES.broken(words);
    }

    private static boolean differs(String field, Map<String, Bytes> wanted, Map<String, Bytes> found) {
        return !Optional.ofNullable(found.get(field)).equals(Optional.ofNullable(wanted.get(field)));
    }

    private static Map<String, Bytes> values(Struct domain) {
        var values = new LinkedHashMap<String, Bytes>();
        domain.fields()
                .keySet()
                .forEach(field -> values.put(field, domain.leaf(field).content()));
        return values;
    }
}
