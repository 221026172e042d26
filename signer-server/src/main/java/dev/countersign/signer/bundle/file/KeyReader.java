package dev.countersign.signer.bundle.file;

import dev.countersign.signer.address.bitcoin.Address;
import dev.countersign.signer.address.bitcoin.Network;
import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.BitcoinKey;
import dev.countersign.signer.bundle.EthereumAddress;
import dev.countersign.signer.bundle.EthereumTerms;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.Limit;
import dev.countersign.signer.bundle.OffChain;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.PinnedKey.Kind;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Fields;
import dev.countersign.signer.yaml.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One entry of `keys` that signs for a chain.
final class KeyReader {

    private static final FieldNames FIELDS = FieldNames.of(
                    "chain",
                    "kind",
                    "public_key",
                    "lane",
                    "accept_imported",
                    "nonces",
                    "multicall",
                    "rules",
                    "limits",
                    "fees",
                    "extra_fee_max",
                    "blind",
                    "permit2",
                    "message_prefixes",
                    "multisigs",
                    "change",
                    "lock_time_max")
            .planning("approvals");
    private static final List<String> EVM_FIELDS =
            List.of("nonces", "multicall", "extra_fee_max", "blind", "permit2", "message_prefixes");
    static final String PUBLIC_KEY = "a compressed secp256k1 public key: 66 hex digits that start with 02 or 03";

    private KeyReader() {}

    /// A key and its rules as they are written.
    ///
    /// @param whole false if something of it is not understood
    record Written(KeyPolicy key, List<RuleReader.Written> rules, boolean whole) {}

    static Optional<Written> read(KeyId id, Value value, Names names) {
        var before = value.problemCount();
        var fields = value.fields(FIELDS);
        var chain = fields.required("chain", Forms.CHAIN, Forms::chain);
        var publicKey = fields.required("public_key", PUBLIC_KEY, KeyReader::publicKey);
        if (chain.isEmpty() || publicKey.isEmpty()) {
            return Optional.empty();
        }
        fields.optional("kind").ifPresent(KeyReader::requireSecp256k1);
        var lane = lane(fields).orElse(Lane.WITHDRAWALS);
        var acceptImported = acceptImported(fields);
        var account = account(chain.get(), publicKey.get());
        var feeAsset = feeAsset(fields, chain.get(), names);
        var rules = new RuleReader(names, account).readAll(fields);
        if (feeAsset.isEmpty()) {
            return Optional.empty();
        }
        var fees = fields.optional("fees").map(written -> Fees.read(written, feeAsset.get()));
        var limits = new ArrayList<>(LimitReader.ofKey(names, account.chain()).readAll(fields));
        fees.flatMap(Fees::window).ifPresent(limits::add);
        var offChain = OffChainReader.read(fields, rules);
        var key = key(
                id,
                publicKey.get(),
                lane,
                acceptImported,
                account,
                feeAsset.get(),
                names,
                rules,
                limits,
                fees.flatMap(Fees::each),
                EthereumTermsReader.read(fields, feeAsset.get(), names),
                offChain,
                bitcoin(fields, publicKey.get(), fees, !rules.allowing().isEmpty(), chain.get()));
        return Optional.of(new Written(key, rules.allowing(), value.problemCount() == before));
    }

    private static KeyPolicy key(
            KeyId id,
            PinnedKey publicKey,
            Lane lane,
            boolean acceptImported,
            Account account,
            AssetDefinition feeAsset,
            Names names,
            RuleReader.Rules rules,
            List<Limit> limits,
            Optional<Amount> feeEach,
            EthereumTerms terms,
            OffChain offChain,
            Optional<BitcoinKey> bitcoin) {
        return new KeyPolicy(
                id,
                account.chain(),
                publicKey,
                lane,
                acceptImported,
                account,
                feeAsset,
                names.assetsOf(account.chain()),
                rules.rules(),
                rules.denyRules(),
                limits,
                feeEach,
                terms,
                offChain,
                bitcoin);
    }

    private static Optional<AssetDefinition> feeAsset(Fields fields, Chain chain, Names names) {
        var feeAsset = names.feeAsset(chain);
        if (feeAsset.isEmpty() && names.hasAllAssets()) {
            fields.required("chain", Forms.CHAIN)
                    .ifPresent(value -> value.refuse(
                            "a chain whose fees no asset stands for", "an asset with the id " + Names.coin(chain)));
        }
        return feeAsset;
    }

    private static Account account(Chain chain, PinnedKey key) {
        return Network.of(chain)
                .map(network -> new Account(chain, Address.ofKey(network, key.encoded())))
                .orElseGet(() -> EthereumAddress.of(chain, key));
    }

    private static Optional<BitcoinKey> bitcoin(
            Fields fields, PinnedKey key, Optional<Fees> fees, boolean signs, Chain chain) {
        var network = Network.of(chain);
        if (network.isEmpty()) {
            refuse(fields, BitcoinKeyReader.FIELDS, "a field without use on an EVM chain", "it only for a Bitcoin key");
        } else {
            refuse(fields, EVM_FIELDS, "a field without use on Bitcoin", "it only for a key of an EVM chain");
        }
        return network.map(known -> new BitcoinKeyReader(known, key).read(fields, fees, signs));
    }

    private static void refuse(Fields fields, List<String> names, String found, String expected) {
        names.stream().flatMap(name -> fields.optional(name).stream()).forEach(value -> value.refuse(found, expected));
    }

    private static void requireSecp256k1(Value kind) {
        kind.parse("secp256k1: EVM chains and Bitcoin have no other", text -> {
            if (Kind.of(text) != Kind.SECP256K1) {
                throw new IllegalArgumentException("of another kind");
            }
            return Kind.SECP256K1;
        });
    }

    static Optional<Lane> lane(Fields fields) {
        return fields.optional("lane")
                .flatMap(value -> value.parse("one of: withdrawals, orders", text -> switch (text) {
                    case "withdrawals" -> Lane.WITHDRAWALS;
                    case "orders" -> Lane.ORDERS;
                    default -> throw new IllegalArgumentException("unknown");
                }));
    }

    static boolean acceptImported(Fields fields) {
        return fields.optional("accept_imported").flatMap(Value::truth).orElse(false);
    }

    static PinnedKey publicKey(String text) {
        var key = new PinnedKey(Kind.SECP256K1, Bytes.fromHex(text));
        EthereumAddress.of(new Chain("eip155:1"), key); // refuses what is not a point of the curve
        return key;
    }
}
