package dev.countersign.signer.decode.ethereum.typed;

import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.typed.TokenTypes;
import dev.countersign.signer.bundle.typed.TypeSet;
import dev.countersign.signer.bundle.typed.TypedDefinition;
import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.decode.ethereum.DigestSignable;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Reads the JSON of `eth_signTypedData_v4` under a key's policy. Pure and safe for use by many threads.
public final class TypedDataDecoder {

    private static final List<Meaning> KNOWN = List.of(
            new TokenPermit(),
            new TokenAuthorization(TokenTypes.TRANSFER_WITH_AUTHORIZATION),
            new TokenAuthorization(TokenTypes.RECEIVE_WITH_AUTHORIZATION),
            new Permit2(TokenTypes.PERMIT_SINGLE),
            new Permit2(TokenTypes.PERMIT_BATCH),
            new Permit2(TokenTypes.PERMIT_TRANSFER_FROM),
            new SafeTransaction());

    /// What `json` does, if it is signed with `key`.
    ///
    /// @throws Refused TRANSACTION_UNDECODABLE, or the reason of the kind of typed data
    public Transaction decode(KeyPolicy key, Bytes json) throws Refused {
        var payload = TypedPayload.read(json);
        var domainTypes = payload.domainTypes();
        var domain = new TypedReader(domainTypes).struct("domain", TypeSet.DOMAIN, payload.domain());
        var meaning = meaning(key, payload);
        var types = meaning.types();
        var message = new TypedReader(types).struct("message", types.primaryType(), payload.message());
        var found = meaning.find(key, domain, message);
        var reading = found.reading();
        var signable = DigestSignable.of(TypedHash.preimage(domainTypes, domain, types, message));
        return new Transaction(
                key.chain(),
                found.safe(),
                reading.effects(),
                new Amount(key.feeAsset().asset(), BigInteger.ZERO),
                found.slots().stream()
                        .map(id -> new Slot(
                                id,
                                signable.digest(),
                                reading.cancels(),
                                BigInteger.ZERO,
                                BigInteger.ZERO,
                                found.place()))
                        .toList(),
                reading.expiry(),
                reading.unknown(),
                signable,
                Optional.empty());
    }

    /// What payloads of these types mean. Definitions with the same types have different domains: the one whose domain
    /// it is, or else any of them, to say what differs.
    private static Meaning meaning(KeyPolicy key, TypedPayload payload) throws Refused {
        for (var known : KNOWN) {
            if (payload.isOf(known.types())) {
                return known;
            }
        }
        var candidates = new ArrayList<TypedDefinition>();
        key.offChain().typedData().values().stream()
                .filter(definition -> payload.isOf(definition.types()))
                .sorted(Comparator.comparing(TypedDefinition::name))
                .forEach(candidates::add);
        return candidates.stream()
                .filter(definition -> hasDomain(payload, definition))
                .findFirst()
                .or(() ->
                        Optional.of(candidates).filter(some -> !some.isEmpty()).map(List::getFirst))
                .map(Defined::new)
                .orElseThrow(() -> Domains.notRegistered("no typed data that the rules of key " + key.id()
                        + " name has exactly these types: " + payload.primaryType() + " with all that it refers to"));
    }

    private static boolean hasDomain(TypedPayload payload, TypedDefinition definition) {
        try {
            var domain = new TypedReader(payload.domainTypes()).struct("domain", TypeSet.DOMAIN, payload.domain());
            Domains.require(definition.domain(), domain);
            return true;
        } catch (Refused differs) {
            return false;
        }
    }
}
