package dev.countersign.signer.bundle.file;

import dev.countersign.signer.address.bitcoin.Address;
import dev.countersign.signer.address.bitcoin.Network;
import dev.countersign.signer.address.bitcoin.script.Multisig;
import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.address.bitcoin.script.OutputScript.P2pk;
import dev.countersign.signer.address.bitcoin.script.Taproot;
import dev.countersign.signer.bundle.BitcoinKey;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Fields;
import dev.countersign.signer.yaml.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What only a key of a Bitcoin network says: `multisigs`, `change`, `lock_time_max`, and the caps on its fees.
final class BitcoinKeyReader {

    static final List<String> FIELDS = List.of("multisigs", "change", "lock_time_max");

    private static final FieldNames MULTISIG = FieldNames.of("threshold", "public_keys");
    private static final String MULTISIGS = "a list of { threshold: 2, public_keys: [ … ] }";
    private static final String CHANGE = "a list of addresses of the key's network";

    /// From here on a lock time is a time, below a height (BIP-65).
    private static final long LOCK_TIME_THRESHOLD = 500_000_000L;

    private final Network network;
    private final Bytes publicKey;

    BitcoinKeyReader(Network network, PinnedKey key) {
        this.network = network;
        this.publicKey = key.encoded();
    }

    /// @param signs whether any rule lets it sign: its fees must be bounded then
    BitcoinKey read(Fields fields, Optional<Fees> fees, boolean signs) {
        if (fees.isEmpty() && signs) {
            fields.required("fees", Fees.OF_BITCOIN);
        }
        return new BitcoinKey(
                network,
                own(),
                multisigs(fields),
                unsignable(),
                change(fields),
                fields.optional("lock_time_max")
                        .flatMap(height -> height.integer(0, LOCK_TIME_THRESHOLD - 1))
                        .orElse(0L),
                fees.flatMap(Fees::shareBasisPoints).orElse(1),
                fees.flatMap(Fees::rateSatPerVbyte).orElse(1L));
    }

    private Set<OutputScript> own() {
        var segwit = OutputScript.p2wpkh(publicKey);
        return Set.of(segwit, OutputScript.p2pkh(publicKey), OutputScript.p2sh(segwit.script()));
    }

    private Set<OutputScript> unsignable() {
        var scripts = new HashSet<OutputScript>(Taproot.outputsOf(publicKey));
        scripts.add(new P2pk(publicKey));
        return scripts;
    }

    private Set<OutputScript> multisigs(Fields fields) {
        var scripts = new HashSet<OutputScript>();
        fields.optional("multisigs").stream()
                .flatMap(section -> section.items(MULTISIGS).stream())
                .forEach(item -> multisig(item).ifPresent(multisig -> {
                    if (!scripts.add(OutputScript.p2wsh(multisig.script()))) {
                        item.refuse("the same multisig again", "each once");
                    }
                }));
        return scripts;
    }

    private Optional<Multisig> multisig(Value value) {
        var fields = value.fields(MULTISIG);
        var threshold = fields.required("threshold", "how many of the keys must sign, 1 to 16")
                .flatMap(number -> number.integer(1, 16));
        var written = fields.required("public_keys", "the multisig's keys, in the order of its script")
                .map(list -> list.items("a list of public keys"))
                .orElse(List.of());
        var keys = written.stream()
                .flatMap(key -> key.parse(KeyReader.PUBLIC_KEY, KeyReader::publicKey).stream())
                .map(PinnedKey::encoded)
                .toList();
        if (threshold.isEmpty() || written.isEmpty() || keys.size() < written.size()) {
            return Optional.empty();
        }
        return multisig(value, threshold.get().intValue(), keys);
    }

    private Optional<Multisig> multisig(Value value, int threshold, List<Bytes> keys) {
        if (!keys.contains(publicKey)) {
            value.refuse("a multisig without the key " + publicKey.hex(), "one that this key unlocks with others");
            return Optional.empty();
        }
        try {
            return Optional.of(new Multisig(threshold, keys));
        } catch (IllegalArgumentException e) {
            value.refuse(String.valueOf(e.getMessage()), "1 to 16 keys, each once, and a threshold of at most as many");
            return Optional.empty();
        }
    }

    private Set<OutputScript> change(Fields fields) {
        var scripts = new HashSet<OutputScript>();
        fields.optional("change").stream()
                .flatMap(section -> section.items(CHANGE).stream())
                .forEach(item -> item.parse(Forms.ACCOUNT, Forms::account).ifPresent(account -> {
                    if (account.chain().equals(network.chain())) {
                        scripts.add(Address.decode(network, account.address()));
                    } else {
                        item.refuse("an account of " + account.chain(), CHANGE);
                    }
                }));
        return scripts;
    }
}
