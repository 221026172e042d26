package dev.countersign.signer.cli.dev;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.decode.bitcoin.psbt.Psbt;
import dev.countersign.signer.decode.bitcoin.transaction.BitcoinTransaction;
import dev.countersign.signer.decode.bitcoin.transaction.Outpoint;
import dev.countersign.signer.decode.bitcoin.transaction.TxInput;
import dev.countersign.signer.decode.bitcoin.transaction.TxOutput;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalLong;

/// A spend of one output that never was, of a transaction that spends nothing: the network would take neither.
///
/// @param name the output's; the same name, owner and amount make the same outpoint
/// @param owner who unlocks the output: P2WPKH
/// @param fundsSat what it holds, 0 or more
/// @param payments in their order, none below 0; what they and the fee leave returns to the owner
/// @param feeSat 0 or more
record MadeUpSpend(String name, OutputScript owner, long fundsSat, List<TxOutput> payments, long feeSat) {

    /// May be replaced (BIP-125), and is not locked (BIP-68).
    private static final long SEQUENCE = 0xffff_fffdL;

    MadeUpSpend {
        payments = List.copyOf(payments);
    }

    /// What the payments and the fee leave; empty if the output does not hold as much as they need.
    OptionalLong changeSat() {
        var leftSat = fundsSat - feeSat;
        for (var payment : payments) {
            if (leftSat < payment.valueSat()) { // asked before the sum of many could overflow
                return OptionalLong.empty();
            }
            leftSat -= payment.valueSat();
        }
        return leftSat < 0 ? OptionalLong.empty() : OptionalLong.of(leftSat);
    }

    /// @throws NoSuchElementException without [#changeSat]
    /// @throws Refused TRANSACTION_UNDECODABLE, if nobody could sign it
    Psbt psbt() throws Refused {
        var nowhere = Outpoint.of(Digest32.sha256(name.getBytes(UTF_8)).bytes(), 0);
        var funding = transaction(nowhere, List.of(new TxOutput(fundsSat, owner.script())));
        var outputs = new ArrayList<>(payments);
        var changeSat = changeSat().orElseThrow();
        if (changeSat > 0) {
            outputs.add(new TxOutput(changeSat, owner.script()));
        }
        return Psbt.create(transaction(new Outpoint(funding.txid(), 0), outputs), List.of(funding));
    }

    private static BitcoinTransaction transaction(Outpoint spent, List<TxOutput> outputs) {
        return new BitcoinTransaction(2, List.of(TxInput.unsigned(spent, SEQUENCE)), outputs, 0);
    }
}
