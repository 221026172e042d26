package dev.countersign.signer.decode.bitcoin;

import dev.countersign.signer.address.bitcoin.Address;
import dev.countersign.signer.address.bitcoin.Network;
import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.address.bitcoin.script.OutputScript.BareMultisig;
import dev.countersign.signer.address.bitcoin.script.OutputScript.OpReturn;
import dev.countersign.signer.address.bitcoin.script.OutputScript.P2pk;
import dev.countersign.signer.address.bitcoin.script.OutputScript.P2pkh;
import dev.countersign.signer.address.bitcoin.script.OutputScript.P2sh;
import dev.countersign.signer.address.bitcoin.script.OutputScript.P2tr;
import dev.countersign.signer.address.bitcoin.script.OutputScript.P2wpkh;
import dev.countersign.signer.address.bitcoin.script.OutputScript.P2wsh;
import dev.countersign.signer.address.bitcoin.script.OutputScript.Unknown;
import dev.countersign.signer.bundle.BitcoinKey;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.bitcoin.transaction.TxOutput;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Refused;
import java.util.ArrayList;
import java.util.List;

/// Where a transaction's coins go. Only the policy says what returns to the key; a PSBT's own words about its
/// outputs (BIP-32 paths) are not asked.
///
/// @param payments in the order of the transaction
/// @param keptSat what returns to the key, satoshis
record Outputs(List<Payment> payments, long keptSat) {

    /// An output that leaves the key.
    record Payment(Account to, TxOutput output) {}

    Outputs {
        payments = List.copyOf(payments);
    }

    /// @throws Refused OUTPUT_REFUSED if it cannot be told who may spend an output, ZERO_AMOUNT if one pays nothing
    static Outputs of(List<TxOutput> outputs, BitcoinKey key) throws Refused {
        var payments = new ArrayList<Payment>();
        var keptSat = 0L;
        for (var i = 0; i < outputs.size(); i++) {
            var output = outputs.get(i);
            var script = OutputScript.of(output.script());
            if (key.keeps(script)) {
                keptSat += output.valueSat();
            } else {
                payments.add(new Payment(account(key.network(), i, script), output));
                requireValue(i, output);
            }
        }
        return new Outputs(payments, keptSat);
    }

    long paidSat() {
        return payments.stream()
                .mapToLong(payment -> payment.output().valueSat())
                .sum();
    }

    private static Account account(Network network, int index, OutputScript script) throws Refused {
        return switch (script) {
            case P2pkh _, P2sh _, P2wpkh _, P2wsh _, P2tr _ ->
                new Account(network.chain(), Address.encode(network, script).orElseThrow());
            case OpReturn _ -> throw refused(index, "is OP_RETURN: it pays nobody, and no rule can allow its data");
            case P2pk _ -> throw refused(index, "pays to a bare public key, which has no address");
            case BareMultisig _ -> throw refused(index, "pays to a bare multisig, which has no address");
            case Unknown _ ->
                throw refused(index, "has a script of no standard form: nobody here can say who may spend it");
        };
    }

    private static void requireValue(int index, TxOutput output) throws Refused {
        if (output.valueSat() == 0) {
            throw DecodingRule.SOMETHING_MOVES.broken("outputs[" + index + "]", "pays nothing; leave it out");
        }
    }

    private static Refused refused(int index, String words) {
        return DecodingRule.ADDRESSED_OUTPUTS.broken("outputs[" + index + "]", words);
    }
}
