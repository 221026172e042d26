package dev.countersign.signer.decode.bitcoin.psbt;

import dev.countersign.signer.address.bitcoin.script.Multisig;
import dev.countersign.signer.address.bitcoin.script.OutputScript.P2pkh;
import dev.countersign.signer.address.bitcoin.script.Pushes;
import dev.countersign.signer.address.bitcoin.wire.ByteWriter;
import dev.countersign.signer.address.bitcoin.wire.Hashes;
import dev.countersign.signer.model.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// How an input is unlocked. Its scripts are proven to be what the spent output asks for.
public sealed interface Spend {

    /// What goes into the input to unlock it.
    ///
    /// @param witness bottom of the stack first
    record Unlocking(Bytes scriptSig, List<Bytes> witness) {}

    /// By one signature: P2PKH, P2WPKH, and P2WPKH within P2SH.
    ///
    /// @param keyHash HASH160 of the public key
    /// @param witness whether the signature stands in the witness, and its digest is that of BIP-143
    /// @param redeemScript of P2SH; empty if it is none
    record SingleKey(Bytes keyHash, boolean witness, Bytes redeemScript) implements Spend {

        @Override
        public Bytes scriptCode() {
            return new P2pkh(keyHash).script();
        }

        @Override
        public boolean isUnlockedBy(Bytes publicKey) {
            return Hashes.hash160(publicKey).equals(keyHash);
        }

        @Override
        public Optional<Unlocking> unlock(Map<Bytes, Bytes> signatures) {
            return signatures.entrySet().stream()
                    .filter(entry -> isUnlockedBy(entry.getKey()))
                    .findFirst()
                    .map(entry -> List.of(entry.getValue(), entry.getKey()))
                    .map(stack -> witness
                            ? new Unlocking(pushes(redeemScript), stack)
                            : new Unlocking(pushes(stack.getFirst(), stack.getLast()), List.of()));
        }
    }

    /// By signatures of several keys: multisig within P2SH, P2WSH, and P2WSH within P2SH.
    ///
    /// @param witness as above
    /// @param redeemScript of P2SH; empty if it is none
    record Quorum(Multisig multisig, boolean witness, Bytes redeemScript) implements Spend {

        @Override
        public Bytes scriptCode() {
            return multisig.script();
        }

        @Override
        public boolean isUnlockedBy(Bytes publicKey) {
            return multisig.publicKeys().contains(publicKey);
        }

        /// OP_CHECKMULTISIG takes one item too many, which must be empty (BIP-147), and the signatures in
        /// the order of their keys, neither more nor fewer than it asks for.
        @Override
        public Optional<Unlocking> unlock(Map<Bytes, Bytes> signatures) {
            var stack = new ArrayList<Bytes>();
            stack.add(NOTHING);
            multisig.publicKeys().stream()
                    .map(signatures::get)
                    .filter(Objects::nonNull)
                    .limit(multisig.required())
                    .forEach(stack::add);
            if (stack.size() <= multisig.required()) {
                return Optional.empty();
            }
            stack.add(multisig.script());
            return Optional.of(
                    witness
                            ? new Unlocking(pushes(redeemScript), stack)
                            : new Unlocking(pushes(stack.toArray(Bytes[]::new)), List.of()));
        }
    }

    /// Not by signatures that are made here.
    ///
    /// @param why after "the input"
    record Foreign(String why) implements Spend {

        /// @throws IllegalStateException always: no digest of it is computed here
        @Override
        public Bytes scriptCode() {
            throw new IllegalStateException("the input " + why);
        }

        @Override
        public boolean witness() {
            return true;
        }

        @Override
        public boolean isUnlockedBy(Bytes publicKey) {
            return false;
        }

        @Override
        public Optional<Unlocking> unlock(Map<Bytes, Bytes> signatures) {
            return Optional.empty();
        }
    }

    /// Where a script is absent.
    Bytes NOTHING = Bytes.of(new byte[0]);

    /// The script that a signature commits to.
    Bytes scriptCode();

    /// Whether signatures stand in the witness. Of a [Foreign] input this is not asked.
    boolean witness();

    /// True if the input is signed by this key, alone or with others.
    ///
    /// @param publicKey compressed
    boolean isUnlockedBy(Bytes publicKey);

    /// What unlocks the input; empty if there are not enough signatures yet.
    ///
    /// @param signatures with their sighash byte, by public key
    Optional<Unlocking> unlock(Map<Bytes, Bytes> signatures);

    /// A scriptSig that pushes `data`; empty if that is one item of nothing.
    private static Bytes pushes(Bytes... data) {
        var script = new ByteWriter(256);
        if (data.length > 1 || data[0].size() > 0) {
            for (var item : data) {
                Pushes.write(script, item);
            }
        }
        return script.written();
    }
}
