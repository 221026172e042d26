package dev.countersign.signer.address.bitcoin;

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
import dev.countersign.signer.model.Bytes;
import java.util.Arrays;
import java.util.Optional;

/// Addresses of one network: base58 (Base58Check) and segwit (BIP-173, BIP-350).
public final class Address {

    /// No address is longer; what is longer is refused before it costs anything.
    private static final int MAX_LENGTH = 90;

    private Address() {}

    /// The script that `address` stands for.
    ///
    /// @param address segwit ones all in lower or all in upper case
    /// @return [Unknown] for a segwit address of a version that has no meaning yet
    /// @throws IllegalArgumentException saying why it is no address of `network`
    public static OutputScript decode(Network network, String address) {
        if (address.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("an address has at most 90 characters, not " + address.length());
        }
        return looksLikeSegwit(address)
                ? OutputScript.of(SegwitAddress.decode(network.humanReadablePart(), address))
                : base58(network, Base58Check.decode(address));
    }

    /// The address of a key: P2WPKH.
    ///
    /// @param publicKey compressed
    public static String ofKey(Network network, Bytes publicKey) {
        return encode(network, OutputScript.p2wpkh(publicKey)).orElseThrow();
    }

    /// The one spelling of `address`: segwit ones in lower case.
    ///
    /// @throws IllegalArgumentException saying why it is no address of `network`, or that its segwit version means
    ///     nothing yet
    public static String canonical(Network network, String address) {
        var script = decode(network, address);
        if (script instanceof Unknown) {
            throw new IllegalArgumentException("a segwit version that has no meaning yet");
        }
        return encode(network, script).orElseThrow();
    }

    /// How `script` is written; empty if no address can say it. Segwit addresses are in lower case.
    public static Optional<String> encode(Network network, OutputScript script) {
        return switch (script) {
            case P2pkh(var hash) -> Optional.of(Base58Check.encode(network.publicKeyHashVersion(), hash));
            case P2sh(var hash) -> Optional.of(Base58Check.encode(network.scriptHashVersion(), hash));
            case P2wpkh(var hash) -> segwit(network, 0, hash);
            case P2wsh(var hash) -> segwit(network, 0, hash);
            case P2tr(var key) -> segwit(network, 1, key);
            case Unknown(var bytes) -> SegwitAddress.encode(network.humanReadablePart(), bytes);
            case P2pk _, BareMultisig _, OpReturn _ -> Optional.empty();
        };
    }

    private static Optional<String> segwit(Network network, int version, Bytes program) {
        return Optional.of(SegwitAddress.encode(network.humanReadablePart(), version, program));
    }

    /// Base58 has no `0`, so no base58 address is taken for a segwit one: at worst `bc1` begins one with a
    /// bad checksum of the other kind, and both are refused. A segwit address of another network is told by
    /// its prefix.
    private static boolean looksLikeSegwit(String address) {
        var separator = address.lastIndexOf('1');
        if (separator < 1) {
            return false;
        }
        var prefix = address.substring(0, separator);
        return Arrays.stream(Network.values())
                .anyMatch(network -> prefix.equalsIgnoreCase(network.humanReadablePart()));
    }

    private static OutputScript base58(Network network, Bytes payload) {
        if (payload.size() != 21) {
            throw new IllegalArgumentException(
                    "the address has %d bytes; a version and a hash of 20 are due".formatted(payload.size()));
        }
        var hash = payload.slice(1, 21);
        var version = payload.at(0);
        if (version == network.publicKeyHashVersion()) {
            return new P2pkh(hash);
        }
        if (version == network.scriptHashVersion()) {
            return new P2sh(hash);
        }
        throw new IllegalArgumentException("version byte 0x%02x is not one of %s".formatted(version, network));
    }
}
