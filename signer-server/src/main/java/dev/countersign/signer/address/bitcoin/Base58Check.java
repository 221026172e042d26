package dev.countersign.signer.address.bitcoin;

import dev.countersign.signer.address.bitcoin.wire.ByteWriter;
import dev.countersign.signer.address.bitcoin.wire.Hashes;
import dev.countersign.signer.model.Bytes;
import java.math.BigInteger;

/// Base58Check (Bitcoin Core, base58.cpp): bytes and the first four of their double SHA-256, as digits of
/// base 58. Each zero byte in front is a `1`.
final class Base58Check {

    private static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(58);
    private static final int CHECKSUM_BYTES = 4;

    private Base58Check() {}

    /// What was encoded, without the checksum.
    ///
    /// @param text of bounded length: the cost is quadratic
    /// @throws IllegalArgumentException saying what is wrong with it
    static Bytes decode(String text) {
        var number = BigInteger.ZERO;
        for (var i = 0; i < text.length(); i++) {
            var digit = ALPHABET.indexOf(text.charAt(i));
            if (digit < 0) {
                throw new IllegalArgumentException("character %d is not of the base58 alphabet".formatted(i + 1));
            }
            number = number.multiply(BASE).add(BigInteger.valueOf(digit));
        }
        var bytes = withLeadingZeros(number, leadingOnes(text));
        if (bytes.size() < CHECKSUM_BYTES) {
            throw new IllegalArgumentException("base58 with a checksum has at least 4 bytes");
        }
        var payload = bytes.slice(0, bytes.size() - CHECKSUM_BYTES);
        if (!checksum(payload).equals(bytes.slice(payload.size(), bytes.size()))) {
            throw new IllegalArgumentException("the checksum is wrong");
        }
        return payload;
    }

    static String encode(int version, Bytes hash) {
        var payload = new ByteWriter(25).uint8(version).bytes(hash);
        var bytes = payload.bytes(checksum(payload.written())).written();
        var digits = new StringBuilder();
        var number = new BigInteger(1, bytes.toByteArray());
        while (number.signum() > 0) {
            var quotient = number.divideAndRemainder(BASE);
            digits.append(ALPHABET.charAt(quotient[1].intValue()));
            number = quotient[0];
        }
        for (var i = 0; i < bytes.size() && bytes.at(i) == 0; i++) {
            digits.append(ALPHABET.charAt(0));
        }
        return digits.reverse().toString();
    }

    private static Bytes checksum(Bytes payload) {
        return Hashes.doubleSha256(payload).bytes().slice(0, CHECKSUM_BYTES);
    }

    private static int leadingOnes(String text) {
        var ones = 0;
        while (ones < text.length() && text.charAt(ones) == '1') {
            ones++;
        }
        return ones;
    }

    private static Bytes withLeadingZeros(BigInteger number, int zeros) {
        var magnitude = number.signum() == 0 ? new byte[0] : number.toByteArray();
        var signByte = magnitude.length > 0 && magnitude[0] == 0 ? 1 : 0; // of two's complement
        return new ByteWriter(zeros + magnitude.length)
                .bytes(Bytes.of(new byte[zeros]))
                .bytes(Bytes.of(magnitude).slice(signByte, magnitude.length))
                .written();
    }
}
