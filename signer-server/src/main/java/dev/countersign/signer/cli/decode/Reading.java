package dev.countersign.signer.cli.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.joining;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.EthereumAddress;
import dev.countersign.signer.bundle.EthereumTerms;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.TransactionDecoder;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.SigningRequest.BitcoinPsbt;
import dev.countersign.signer.model.SigningRequest.Payload;
import java.math.BigInteger;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Reads payloads with the eyes of one policy, or of none.
///
/// @param keyName whose payloads they are, where the policy has several keys for a chain
record Reading(Optional<PolicyBundle> policy, Optional<String> keyName) {

    private static final Pattern HEX = Pattern.compile("(0x)?([0-9a-fA-F]{2})*");
    private static final Chain MAINNET = new Chain("eip155:1");
    private static final TransactionDecoder DECODER = new TransactionDecoder();

    /// The generator of the curve, whose private key is 1: nobody's.
    private static final PinnedKey NOBODY = new PinnedKey(
            PinnedKey.Kind.SECP256K1,
            Bytes.fromHex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"));

    Decoded read(String text, Function<Bytes, Payload> kind) {
        var wording = new Wording(policy);
        try {
            var payload = kind.apply(bytes(text.strip()));
            var key = payload instanceof BitcoinPsbt ? bitcoinKey() : key(TransactionDecoder.chainOf(payload));
            var transaction = DECODER.decode(key, payload);
            return new Decoded(Optional.of(transaction), transaction.unknown(), wording);
        } catch (Refused refused) {
            return new Decoded(Optional.empty(), refused.refusals(), wording);
        }
    }

    private static Bytes bytes(String text) throws Refused {
        if (text.isEmpty()) {
            throw malformed("is empty");
        }
        if (text.startsWith("{")) {
            return Bytes.of(text.getBytes(UTF_8)); // typed data
        }
        if (HEX.matcher(text).matches()) {
            return Bytes.fromHex(text.startsWith("0x") ? text.substring(2) : text);
        }
        try {
            return Bytes.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw malformed("is neither hex nor base64");
        }
    }

    private static Refused malformed(String words) {
        return DecodingRule.PAYLOAD_TEXT.broken("the payload " + words);
    }

    /// The key whose PSBT it must be: a PSBT names neither its network nor its signer, and what it does depends on
    /// whose
    /// coins they are.
    private KeyPolicy bitcoinKey() throws Refused {
        var keys = policy.stream()
                .flatMap(bundle -> bundle.keys().stream())
                .filter(key -> keyName.map(key.id().value()::equals)
                        .orElse(key.bitcoin().isPresent()))
                .toList();
        if (keys.size() == 1) {
            return keys.getFirst();
        }
        throw DecodingRule.CHAIN_PINNED.broken(
                "a PSBT does not say whose it is; give --policy, and --key if the policy has several Bitcoin keys");
    }

    /// The key whose payload it must be.
    private KeyPolicy key(Optional<Chain> chain) throws Refused {
        if (policy.isEmpty()) {
            return nobody(chain.orElse(MAINNET));
        }
        var keys = policy.get().keys().stream()
                .filter(key -> keyName.map(key.id().value()::equals)
                        .orElse(chain.map(key.chain()::equals)
                                .orElse(key.bitcoin().isEmpty())))
                .sorted(comparing(key -> key.id().value()))
                .toList();
        if (keys.size() == 1) {
            return keys.getFirst();
        }
        var known = policy.get().keys().stream()
                .map(key -> key.id().value())
                .sorted()
                .collect(joining(", "));
        throw DecodingRule.CHAIN_PINNED.broken(
                keyName.isPresent()
                        ? "the policy has no key '" + keyName.get() + "'; it has " + known
                        : "the payload is for " + chain.map(Chain::caip2).orElse("a chain that it does not name")
                                + ", for which the policy has " + keys.size() + " keys; name one with --key, of "
                                + known);
    }

    /// A key of the chain that owns nothing and knows no asset but the chain's coin.
    static KeyPolicy nobody(Chain chain) {
        var coin = new AssetDefinition("COIN", new Asset(chain.caip2() + "/slip44:60"), 18);
        return new KeyPolicy(
                new KeyId("nobody"),
                chain,
                NOBODY,
                Lane.WITHDRAWALS,
                false,
                EthereumAddress.of(chain, NOBODY),
                coin,
                Map.of(coin.symbol(), coin),
                List.of(),
                List.of(),
                Optional.empty(),
                new EthereumTerms(BigInteger.ZERO, new EthereumTerms.Nonces(0, 0), Set.of(), List.of()));
    }
}
