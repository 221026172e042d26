package dev.countersign.signer.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.address.bitcoin.Address;
import dev.countersign.signer.address.bitcoin.Network;
import dev.countersign.signer.bundle.EthereumAddress;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Chain;
import java.util.Locale;

/// Addresses of people: no address, or the one that is written when what was read is written.
public final class AddressFuzz {

    private static final Chain MAINNET = new Chain("eip155:1");

    private AddressFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        var text = new String(input, UTF_8);
        for (var network : Network.values()) {
            bitcoin(network, text);
        }
        ethereum(text);
    }

    /// Base58 has one spelling; segwit addresses have two, all lower case and all upper case.
    private static void bitcoin(Network network, String text) {
        try {
            var written = Address.encode(network, Address.decode(network, text)).orElseThrow();
            var upper = text.equals(text.toUpperCase(Locale.ROOT)) && written.equals(written.toLowerCase(Locale.ROOT));
            if (!written.equals(upper ? text.toLowerCase(Locale.ROOT) : text)) {
                throw new AssertionError(text + " is read as " + written + " on " + network);
            }
        } catch (IllegalArgumentException noAddress) {
            // what hostile text deserves
        }
    }

    private static void ethereum(String text) {
        try {
            var account = new Account(MAINNET, EthereumAddress.canonical(text));
            if (!text.equals(account.address()) && !text.equals(EthereumAddress.checksummed(account))) {
                throw new AssertionError(text + " is read as " + account);
            }
        } catch (IllegalArgumentException noAddress) {
            // what hostile text deserves
        }
    }
}
