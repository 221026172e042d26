package dev.countersign.signer.address.bitcoin;

import dev.countersign.signer.address.bitcoin.wire.ByteWriter;
import dev.countersign.signer.model.Bytes;
import java.util.Optional;

/// Segwit addresses (BIP-173 §Segwit address format, BIP-350 §Addresses for segregated witness outputs).
final class SegwitAddress {

    private static final int MAX_VERSION = 16;
    private static final int MIN_PROGRAM_BYTES = 2;
    private static final int MAX_PROGRAM_BYTES = 40;
    private static final int OP_1 = 0x51;

    private SegwitAddress() {}

    /// The scriptPubKey of `address`.
    ///
    /// @throws IllegalArgumentException saying why it is none with this prefix
    static Bytes decode(String humanReadablePart, String address) {
        var decoded = Bech32.decode(address);
        if (!decoded.humanReadablePart().equals(humanReadablePart)) {
            throw new IllegalArgumentException("the address begins with %s; this network's begin with %s"
                    .formatted(decoded.humanReadablePart(), humanReadablePart));
        }
        var groups = decoded.groups();
        if (groups.size() == 0) {
            throw new IllegalArgumentException("the address has no witness version");
        }
        var version = groups.at(0);
        if (version > MAX_VERSION) {
            throw new IllegalArgumentException("witness version %d; there are 0 to 16".formatted(version));
        }
        var program = toBytes(groups);
        requireLength(version, program.size());
        if (decoded.checksum() != checksum(version)) {
            throw new IllegalArgumentException("witness version %d has the checksum of %s, not of %s"
                    .formatted(version, checksum(version), decoded.checksum()));
        }
        return script(version, program);
    }

    static String encode(String humanReadablePart, int version, Bytes program) {
        return Bech32.encode(humanReadablePart, checksum(version), toGroups(version, program));
    }

    /// The address of a script that is a witness program of any version; empty if it is none.
    static Optional<String> encode(String humanReadablePart, Bytes script) {
        var programBytes = script.size() - 2;
        if (programBytes < MIN_PROGRAM_BYTES || programBytes > MAX_PROGRAM_BYTES || script.at(1) != programBytes) {
            return Optional.empty();
        }
        var version = script.at(0) - OP_1 + 1;
        return version >= 1 && version <= MAX_VERSION
                ? Optional.of(encode(humanReadablePart, version, script.slice(2, script.size())))
                : Optional.empty();
    }

    private static Bech32.Checksum checksum(int version) {
        return version == 0 ? Bech32.Checksum.BECH32 : Bech32.Checksum.BECH32M;
    }

    private static void requireLength(int version, int bytes) {
        if (bytes < MIN_PROGRAM_BYTES || bytes > MAX_PROGRAM_BYTES) {
            throw new IllegalArgumentException("a witness program of %d bytes; it has 2 to 40".formatted(bytes));
        }
        if (version == 0 && bytes != 20 && bytes != 32) {
            throw new IllegalArgumentException(
                    "a witness program of version 0 has 20 or 32 bytes (BIP-141), not " + bytes);
        }
    }

    private static Bytes script(int version, Bytes program) {
        return new ByteWriter(MAX_PROGRAM_BYTES + 2)
                .uint8(version == 0 ? 0 : OP_1 + version - 1)
                .lengthPrefixed(program)
                .written();
    }

    /// The program: the groups of 5 bits after the version, as bytes.
    private static Bytes toBytes(Bytes groups) {
        var writer = new ByteWriter(MAX_PROGRAM_BYTES);
        var held = 0;
        var bits = 0;
        for (var i = 1; i < groups.size(); i++) {
            held = (held << 5) | groups.at(i);
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                writer.uint8((held >>> bits) & 0xff);
            }
            held &= (1 << bits) - 1;
        }
        if (bits >= 5 || held != 0) {
            throw new IllegalArgumentException(
                    "the address is padded with more than the 0 to 4 zero bits that are due");
        }
        return writer.written();
    }

    private static Bytes toGroups(int version, Bytes program) {
        var writer = new ByteWriter(1 + MAX_PROGRAM_BYTES * 2).uint8(version);
        var held = 0;
        var bits = 0;
        for (var i = 0; i < program.size(); i++) {
            held = (held << 8) | program.at(i);
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                writer.uint8((held >>> bits) & 31);
            }
            held &= (1 << bits) - 1;
        }
        if (bits > 0) {
            writer.uint8((held << (5 - bits)) & 31);
        }
        return writer.written();
    }
}
