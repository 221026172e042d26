package dev.countersign.signer.decode.bitcoin.psbt;

import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.bitcoin.psbt.Field.Scope;
import dev.countersign.signer.decode.bitcoin.sighash.Sighashes;
import dev.countersign.signer.decode.bitcoin.transaction.BitcoinTransaction;
import dev.countersign.signer.decode.bitcoin.transaction.TxInput;
import dev.countersign.signer.decode.bitcoin.wire.ByteReader;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.util.ArrayList;
import java.util.List;

/// Reads a PSBT: first every map by itself, then the transaction, then what must hold between them.
final class PsbtReader {

    /// 1 MiB. A transaction that nodes relay has at most some 2,400 inputs; what makes a PSBT large is the
    /// transactions that they spend.
    static final int MAX_BYTES = 1024 * 1024;

    /// `psbt` and 0xff.
    static final Bytes MAGIC = Bytes.fromHex("70736274ff");

    private final ByteReader psbt;

    private PsbtReader(ByteReader psbt) {
        this.psbt = psbt;
    }

    static Psbt read(Bytes payload) throws Refused {
        if (payload.size() > MAX_BYTES) {
            throw DecodingRule.PAYLOAD_BOUNDED.broken(
                    "the PSBT has %d bytes; at most %d are read".formatted(payload.size(), MAX_BYTES));
        }
        if (payload.size() < MAGIC.size() || !payload.slice(0, MAGIC.size()).equals(MAGIC)) {
            throw DecodingRule.PSBT_VERSION.broken(
                    "the payload is no PSBT: it does not begin with 70736274ff (BIP-174)");
        }
        var reader = ByteReader.of(payload, "");
        reader.skip("magic", MAGIC.size());
        return new PsbtReader(reader).psbt();
    }

    private Psbt psbt() throws Refused {
        var global = PsbtMap.read(psbt, Scope.GLOBAL, "global");
        var version = version(global);
        global.requireVersion(Scope.GLOBAL, "global", version);
        return version == 0 ? version0(global) : version2(global);
    }

    private int version(PsbtMap global) throws Refused {
        var version = global.uint32(Field.PSBT_GLOBAL_VERSION).orElse(0);
        if (version != 0 && version != 2) {
            throw DecodingRule.PSBT_VERSION.broken(
                    "global.PSBT_GLOBAL_VERSION", "is %d; there are 0 (BIP-174) and 2 (BIP-370)".formatted(version));
        }
        return (int) version;
    }

    private Psbt version0(PsbtMap global) throws Refused {
        var name = "global.PSBT_GLOBAL_UNSIGNED_TX";
        var entry = global.get(Field.PSBT_GLOBAL_UNSIGNED_TX).orElseThrow();
        var transaction = BitcoinTransaction.decodeWithoutWitness(entry.reader(psbt, name));
        for (var i = 0; i < transaction.inputs().size(); i++) {
            if (!transaction.inputs().get(i).isUnsigned()) {
                throw DecodingRule.UNSIGNED_FORM.broken(
                        name, entry.offset(), "has a scriptSig in inputs[%d]; it must be empty (BIP-174)".formatted(i));
            }
        }
        var inputs = maps(Scope.INPUT, transaction.inputs().size(), 0);
        var outputs = maps(Scope.OUTPUT, transaction.outputs().size(), 0);
        psbt.requireEnd("the last output");
        return checked(0, global, transaction, inputs, outputs);
    }

    private Psbt version2(PsbtMap global) throws Refused {
        var inputs = maps(Scope.INPUT, count(global, Field.PSBT_GLOBAL_INPUT_COUNT), 2);
        var outputs = maps(Scope.OUTPUT, count(global, Field.PSBT_GLOBAL_OUTPUT_COUNT), 2);
        psbt.requireEnd("the last output");
        var transaction = Version2.transaction(global, inputs, outputs);
        requireComplete(global);
        return checked(2, global, transaction, inputs, outputs);
    }

    private static void requireComplete(PsbtMap global) throws Refused {
        var modifiable = global.value(Field.PSBT_GLOBAL_TX_MODIFIABLE);
        if (modifiable.isPresent() && modifiable.get().at(0) != 0) {
            throw DecodingRule.PSBT_COMPLETE.broken(
                    "global.PSBT_GLOBAL_TX_MODIFIABLE",
                    "is 0x%02x; a transaction that is signed here is complete: set it to 0"
                            .formatted(modifiable.get().at(0)));
        }
    }

    /// Each map has a byte at least, and is read before the next is made room for.
    private int count(PsbtMap global, Field field) throws Refused {
        var entry = global.get(field).orElseThrow();
        var count = entry.reader(psbt, "global." + field).compactSize("");
        if (count > psbt.remaining()) {
            throw DecodingRule.NO_OVERRUN.broken(
                    "global." + field,
                    entry.offset(),
                    "is %d, more than the %d bytes after it can hold".formatted(count, psbt.remaining()));
        }
        return (int) count;
    }

    private List<PsbtMap> maps(Scope scope, int count, int version) throws Refused {
        var maps = new ArrayList<PsbtMap>();
        for (var i = 0; i < count; i++) {
            var name = name(scope, i);
            var map = PsbtMap.read(psbt, scope, name);
            map.requireVersion(scope, name, version);
            maps.add(map);
        }
        return maps;
    }

    private Psbt checked(
            int version, PsbtMap global, BitcoinTransaction transaction, List<PsbtMap> inputMaps, List<PsbtMap> outputs)
            throws Refused {
        transaction.requireSignable();
        var inputs = inputs(transaction.inputs(), inputMaps);
        for (var i = 0; i < outputs.size(); i++) {
            SpendReader.checkOutput(
                    name(Scope.OUTPUT, i),
                    outputs.get(i),
                    transaction.outputs().get(i).script());
        }
        var legacy = inputs.stream().filter(input -> !input.spend().witness()).count();
        Sighashes.requireLegacyBounded(transaction, (int) legacy);
        var psbt = new Psbt(version, global, transaction, inputs, outputs);
        if (psbt.feeSat() < 0) {
            throw DecodingRule.FEE_NOT_NEGATIVE.broken(
                    "the outputs hold %d satoshis more than the inputs".formatted(-psbt.feeSat()));
        }
        return psbt;
    }

    private List<PsbtInput> inputs(List<TxInput> txInputs, List<PsbtMap> maps) throws Refused {
        var inputs = new ArrayList<PsbtInput>(maps.size());
        for (var i = 0; i < maps.size(); i++) {
            inputs.add(new InputReader(psbt, name(Scope.INPUT, i), maps.get(i))
                    .read(txInputs.get(i).outpoint()));
        }
        return inputs;
    }

    private static String name(Scope scope, int index) {
        return (scope == Scope.INPUT ? "inputs[" : "outputs[") + index + "]";
    }
}
