package dev.countersign.signer.model;

import java.util.regex.Pattern;

/// The addresses that share a prefix (CIDR: RFC 4632 §3.1, RFC 4291 §2.3). A network of IPv6 holds no IPv4 address,
/// however that is written.
///
/// @param first the lowest address; no bit is set beyond the prefix
/// @param prefixLength 0 to 32 bits of an IPv4 address, 0 to 128 of an IPv6 address
public record IpNetwork(IpAddress first, int prefixLength) {

    /// How one is written.
    public static final String FORM = "a network such as 10.20.0.0/16 or 2001:db8:7::/48; /32 or /128 is one address";

    private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,2}");

    public IpNetwork {
        if (prefixLength < 0 || prefixLength > bits(first)) {
            throw new IllegalArgumentException("no prefix of an address of " + bits(first) + " bits: " + prefixLength);
        }
        if (!first.equals(masked(first, prefixLength))) {
            throw new IllegalArgumentException("bits are set beyond the prefix: " + first + "/" + prefixLength);
        }
    }

    /// The network that a text spells. A network has one spelling: that of its first address after RFC 5952, and a
    /// prefix length.
    ///
    /// @throws IllegalArgumentException whose message says what to write instead
    public static IpNetwork parse(String text) {
        var slash = text.indexOf('/');
        if (slash < 0) {
            var address = address(text);
            throw new IllegalArgumentException(address + "/" + bits(address) + " for that one address, or " + FORM);
        }
        var address = address(text.substring(0, slash));
        var length = text.substring(slash + 1);
        if (!LENGTH.matcher(length).matches() || Integer.parseInt(length) > bits(address)) {
            throw new IllegalArgumentException(
                    "a prefix length of 0 to " + bits(address) + " after " + address + ", without leading zeros");
        }
        var network = new IpNetwork(masked(address, Integer.parseInt(length)), Integer.parseInt(length));
        if (!network.first.equals(address)) {
            throw new IllegalArgumentException(network + ", the network that it lies in; or " + address + "/"
                    + bits(address) + " for that one address");
        }
        if (!network.toString().equals(text)) {
            throw new IllegalArgumentException(network + ", its one spelling");
        }
        return network;
    }

    private static IpAddress address(String text) {
        var address = addressOrRefuse(text);
        if (address.isIpv4() && text.contains(":")) {
            throw new IllegalArgumentException(
                    address + " and a prefix length of 0 to 32: IPv4 is not written as IPv6");
        }
        return address;
    }

    private static IpAddress addressOrRefuse(String text) {
        try {
            return IpAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(FORM, e);
        }
    }

    public boolean contains(IpAddress address) {
        return address.isIpv4() == first.isIpv4()
                && masked(address, prefixLength).equals(first);
    }

    /// The address with every bit beyond the prefix cleared.
    private static IpAddress masked(IpAddress address, int prefixLength) {
        var ones = 128 - bits(address) + prefixLength;
        return new IpAddress(address.high() & leading(ones), address.low() & leading(ones - 64));
    }

    private static long leading(int ones) {
        return ones <= 0 ? 0 : ones >= 64 ? -1 : -1L << (64 - ones);
    }

    private static int bits(IpAddress address) {
        return address.isIpv4() ? 32 : 128;
    }

    @Override
    public String toString() {
        return first + "/" + prefixLength;
    }
}
