package dev.countersign.signer.address.bitcoin;

import dev.countersign.signer.model.Chain;
import java.util.Arrays;
import java.util.Optional;

/// A Bitcoin network and how its addresses begin (Bitcoin Core, kernel/chainparams.cpp). A transaction
/// names no network, and testnet4 and signet share all their prefixes: only the key's chain tells them
/// apart.
public enum Network {
    MAINNET("000000000019d6689c085ae165831e93", "bc", 0x00, 0x05),
    TESTNET4("00000000da84f2bafbbc53dee25a72ae", "tb", 0x6f, 0xc4),
    SIGNET("00000008819873e925422c1ff0f99f7c", "tb", 0x6f, 0xc4),
    REGTEST("0f9188f13cb7b2c71f2a335e3a4fc328", "bcrt", 0x6f, 0xc4);

    private final String genesis;
    private final String humanReadablePart;
    private final int publicKeyHashVersion;
    private final int scriptHashVersion;

    Network(String genesis, String humanReadablePart, int publicKeyHashVersion, int scriptHashVersion) {
        this.genesis = genesis;
        this.humanReadablePart = humanReadablePart;
        this.publicKeyHashVersion = publicKeyHashVersion;
        this.scriptHashVersion = scriptHashVersion;
    }

    /// The network of a chain; empty if it is none of these.
    public static Optional<Network> of(Chain chain) {
        return Arrays.stream(values())
                .filter(network -> network.chain().equals(chain))
                .findFirst();
    }

    /// CAIP-2 id: `bip122:` and the first 32 hex digits of the genesis block's hash (CAIP-4).
    public Chain chain() {
        return new Chain("bip122:" + genesis);
    }

    /// What segwit addresses begin with, before the `1` (BIP-173).
    public String humanReadablePart() {
        return humanReadablePart;
    }

    /// The first byte of a base58 address that pays to a public key's hash.
    public int publicKeyHashVersion() {
        return publicKeyHashVersion;
    }

    /// The first byte of a base58 address that pays to a script's hash.
    public int scriptHashVersion() {
        return scriptHashVersion;
    }
}
