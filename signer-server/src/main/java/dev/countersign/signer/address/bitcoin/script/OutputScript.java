package dev.countersign.signer.address.bitcoin.script;

import dev.countersign.signer.address.bitcoin.wire.ByteWriter;
import dev.countersign.signer.address.bitcoin.wire.Hashes;
import dev.countersign.signer.model.Bytes;

/// What an output asks of who spends it: its scriptPubKey, in one of the forms that nodes relay, or
/// [Unknown]. Two are equal if and only if their scripts are the same bytes; compare these, never
/// addresses.
public sealed interface OutputScript {

    /// Pays to the hash of a public key: `OP_DUP OP_HASH160 <20> OP_EQUALVERIFY OP_CHECKSIG`.
    record P2pkh(Bytes hash) implements OutputScript {
        public P2pkh {
            requireBytes(hash, 20);
        }

        @Override
        public Bytes script() {
            return new ByteWriter(25)
                    .uint8(Opcode.OP_DUP)
                    .uint8(Opcode.OP_HASH160)
                    .lengthPrefixed(hash)
                    .uint8(Opcode.OP_EQUALVERIFY)
                    .uint8(Opcode.OP_CHECKSIG)
                    .written();
        }
    }

    /// Pays to the hash of a script (BIP-16): `OP_HASH160 <20> OP_EQUAL`.
    record P2sh(Bytes hash) implements OutputScript {
        public P2sh {
            requireBytes(hash, 20);
        }

        @Override
        public Bytes script() {
            return new ByteWriter(23)
                    .uint8(Opcode.OP_HASH160)
                    .lengthPrefixed(hash)
                    .uint8(Opcode.OP_EQUAL)
                    .written();
        }
    }

    /// Pays to the hash of a public key, version 0 witness (BIP-141): `OP_0 <20>`.
    record P2wpkh(Bytes hash) implements OutputScript {
        public P2wpkh {
            requireBytes(hash, 20);
        }

        @Override
        public Bytes script() {
            return witness(0, hash);
        }
    }

    /// Pays to the SHA-256 of a script, version 0 witness (BIP-141): `OP_0 <32>`.
    record P2wsh(Bytes hash) implements OutputScript {
        public P2wsh {
            requireBytes(hash, 32);
        }

        @Override
        public Bytes script() {
            return witness(0, hash);
        }
    }

    /// Pays to a taproot key, version 1 witness (BIP-341): `OP_1 <32>`.
    ///
    /// @param outputKey x-only
    record P2tr(Bytes outputKey) implements OutputScript {
        public P2tr {
            requireBytes(outputKey, 32);
        }

        @Override
        public Bytes script() {
            return witness(1, outputKey);
        }
    }

    /// Pays to a public key itself: `<33 or 65> OP_CHECKSIG`.
    record P2pk(Bytes publicKey) implements OutputScript {
        public P2pk {
            if (!PublicKeys.isCompressed(publicKey) && !PublicKeys.isUncompressed(publicKey)) {
                throw new IllegalArgumentException("not a public key");
            }
        }

        @Override
        public Bytes script() {
            return new ByteWriter(67)
                    .lengthPrefixed(publicKey)
                    .uint8(Opcode.OP_CHECKSIG)
                    .written();
        }
    }

    /// Multisig in the output itself, of at most three keys.
    record BareMultisig(Multisig multisig) implements OutputScript {
        static final int MAX_KEYS = 3;

        public BareMultisig {
            if (multisig.publicKeys().size() > MAX_KEYS) {
                throw new IllegalArgumentException("bare multisig has at most 3 keys");
            }
        }

        @Override
        public Bytes script() {
            return multisig.script();
        }
    }

    /// Can never be spent: `OP_RETURN` and then nothing but pushes of data. Its value, if any, is lost.
    record OpReturn(Bytes script) implements OutputScript {
        public OpReturn {
            if (!Pushes.isOpReturn(script)) {
                throw new IllegalArgumentException("not OP_RETURN and pushes");
            }
        }
    }

    /// None of these forms: nobody here can say who may spend it. So are witness programs of versions that no
    /// soft fork has given a meaning yet.
    record Unknown(Bytes script) implements OutputScript {}

    /// The scriptPubKey.
    Bytes script();

    /// The form that `script` has to the last byte.
    static OutputScript of(Bytes script) {
        var size = script.size();
        if (size == 22 && begins(script, 0x00, 0x14)) {
            return new P2wpkh(script.slice(2, 22));
        }
        if (size == 34 && begins(script, 0x00, 0x20)) {
            return new P2wsh(script.slice(2, 34));
        }
        if (size == 34 && begins(script, Opcode.OP_1, 0x20)) {
            return new P2tr(script.slice(2, 34));
        }
        if (size == 25
                && begins(script, Opcode.OP_DUP, Opcode.OP_HASH160, 0x14)
                && script.at(23) == Opcode.OP_EQUALVERIFY
                && script.at(24) == Opcode.OP_CHECKSIG) {
            return new P2pkh(script.slice(3, 23));
        }
        if (size == 23 && begins(script, Opcode.OP_HASH160, 0x14) && script.at(22) == Opcode.OP_EQUAL) {
            return new P2sh(script.slice(2, 22));
        }
        return rare(script);
    }

    /// What pays to one key with a version 0 witness.
    ///
    /// @param publicKey compressed
    static OutputScript p2wpkh(Bytes publicKey) {
        PublicKeys.requireCompressed(publicKey);
        return new P2wpkh(Hashes.hash160(publicKey));
    }

    /// What pays to one key by its hash.
    ///
    /// @param publicKey compressed
    static OutputScript p2pkh(Bytes publicKey) {
        PublicKeys.requireCompressed(publicKey);
        return new P2pkh(Hashes.hash160(publicKey));
    }

    /// What pays to a redeemScript by its hash; around a [P2wpkh] it is nested segwit (BIP-141 §P2SH-P2WPKH).
    static OutputScript p2sh(Bytes redeemScript) {
        return new P2sh(Hashes.hash160(redeemScript));
    }

    /// What pays to a witnessScript by its hash.
    static OutputScript p2wsh(Bytes witnessScript) {
        return new P2wsh(Hashes.sha256(witnessScript));
    }

    private static OutputScript rare(Bytes script) {
        var size = script.size();
        if ((size == 35 || size == 67) && script.at(0) == size - 2 && script.at(size - 1) == Opcode.OP_CHECKSIG) {
            var key = script.slice(1, size - 1);
            if (PublicKeys.isCompressed(key) || PublicKeys.isUncompressed(key)) {
                return new P2pk(key);
            }
        }
        if (Pushes.isOpReturn(script)) {
            return new OpReturn(script);
        }
        return Multisig.find(script)
                .filter(multisig -> multisig.publicKeys().size() <= BareMultisig.MAX_KEYS)
                .<OutputScript>map(BareMultisig::new)
                .orElseGet(() -> new Unknown(script));
    }

    private static Bytes witness(int version, Bytes program) {
        return new ByteWriter(34)
                .uint8(Opcode.ofNumber(version))
                .lengthPrefixed(program)
                .written();
    }

    private static boolean begins(Bytes script, int... opcodes) {
        for (var i = 0; i < opcodes.length; i++) {
            if (script.at(i) != opcodes[i]) {
                return false;
            }
        }
        return true;
    }

    private static void requireBytes(Bytes hash, int size) {
        if (hash.size() != size) {
            throw new IllegalArgumentException("%d bytes are due, not %d".formatted(size, hash.size()));
        }
    }
}
