package dev.countersign.signer.bundle;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.PinnedKey;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECCurve;

/// Addresses of Ethereum and the chains like it (`eip155`): where they come from, and how people write them.
public final class EthereumAddress {

    private static final Pattern FORM = Pattern.compile("0x[0-9a-fA-F]{40}");
    private static final ECCurve CURVE =
            CustomNamedCurves.getByName("secp256k1").getCurve();

    private EthereumAddress() {}

    /// The account of a public key: the last 20 bytes of Keccak-256 over the uncompressed point without its prefix
    /// (Ethereum Yellow Paper, appendix F).
    ///
    /// @throws IllegalArgumentException if the key is not of secp256k1 or not a point of the curve
    public static Account of(Chain chain, PinnedKey key) {
        if (key.kind() != PinnedKey.Kind.SECP256K1) {
            throw new IllegalArgumentException("an Ethereum account has a secp256k1 key");
        }
        var point = CURVE.decodePoint(key.encoded().toByteArray()).getEncoded(false);
        var hash = keccak256(Arrays.copyOfRange(point, 1, point.length));
        return new Account(chain, "0x" + hash.slice(12, 32).hex());
    }

    /// The address as people read it, with the checksum of EIP-55 in the case of its letters.
    public static String checksummed(Account account) {
        return checksummed(account.address());
    }

    /// The one spelling that we compare and store: lower case.
    ///
    /// @param written all lower case, or checksummed (EIP-55)
    /// @throws IllegalArgumentException if it is neither; an address all in upper case has no checksum either
    public static String canonical(String written) {
        var lower = written.toLowerCase(Locale.ROOT);
        if (!FORM.matcher(written).matches() || !(written.equals(lower) || written.equals(checksummed(lower)))) {
            throw new IllegalArgumentException("not an address in lower case or with its EIP-55 checksum");
        }
        return lower;
    }

    private static String checksummed(String address) {
        var digits = address.substring(2);
        var hash = keccak256(digits.getBytes(US_ASCII)).hex();
        var written = new StringBuilder("0x");
        for (var index = 0; index < digits.length(); index++) {
            var digit = digits.charAt(index);
            written.append(hash.charAt(index) >= '8' ? Character.toUpperCase(digit) : digit);
        }
        return written.toString();
    }

    private static Bytes keccak256(byte[] input) {
        var keccak = new KeccakDigest(256);
        keccak.update(input, 0, input.length);
        var hash = new byte[32];
        keccak.doFinal(hash, 0);
        return Bytes.of(hash);
    }
}
