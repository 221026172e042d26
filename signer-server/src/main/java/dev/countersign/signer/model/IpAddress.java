package dev.countersign.signer.model;

import static java.util.stream.Collectors.joining;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// An IPv4 or IPv6 address (RFC 791, RFC 4291) without a zone. An IPv4 address is held as `::ffff:a.b.c.d` (RFC 4291
/// §2.5.5.2), so that its two spellings are one address, and it is IPv4.
///
/// @param high the first 64 bits, in network byte order
/// @param low the last 64 bits
public record IpAddress(long high, long low) {

    private static final long IPV4_MAPPED = 0x0000_ffff_0000_0000L;
    private static final long IPV4_MAPPED_BITS = 0xffff_ffff_0000_0000L;

    /// No leading zeros: some readers take such numbers for octal (RFC 6943 §3.1.1).
    private static final Pattern IPV4 = Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");

    private static final Pattern IPV6 = Pattern.compile("(?=.*:)[0-9a-fA-F:.]{2,45}");

    public static IpAddress of(InetAddress address) {
        var bytes = ByteBuffer.wrap(address.getAddress());
        return bytes.remaining() == Integer.BYTES
                ? new IpAddress(0, IPV4_MAPPED | Integer.toUnsignedLong(bytes.getInt()))
                : new IpAddress(bytes.getLong(), bytes.getLong());
    }

    /// The address that a text spells. Asks no name server.
    ///
    /// @param text dotted decimal, or one of the spellings of RFC 4291 §2.2
    /// @throws IllegalArgumentException if it is neither
    static IpAddress parse(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            throw new IllegalArgumentException("no IP address");
        }
        return of(InetAddress.ofLiteral(text));
    }

    public boolean isIpv4() {
        return high == 0 && (low & IPV4_MAPPED_BITS) == IPV4_MAPPED;
    }

    /// Dotted decimal, or for IPv6 the one spelling of RFC 5952 §4.
    @Override
    public String toString() {
        if (isIpv4()) {
            return "%d.%d.%d.%d".formatted(octet(0), octet(1), octet(2), octet(3));
        }
        return ipv6Text();
    }

    private String ipv6Text() {
        var zerosFrom = 0;
        var zeros = 0;
        for (var start = 0; start < 8; start++) {
            var end = start;
            while (end < 8 && group(end) == 0) {
                end++;
            }
            if (end - start > zeros) {
                zerosFrom = start;
                zeros = end - start;
            }
        }
        return zeros < 2 ? groups(0, 8) : groups(0, zerosFrom) + "::" + groups(zerosFrom + zeros, 8);
    }

    private String groups(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(index -> Integer.toHexString(group(index)))
                .collect(joining(":"));
    }

    private int group(int index) {
        var half = index < 4 ? high : low;
        return (int) (half >>> (48 - 16 * (index % 4))) & 0xffff;
    }

    private int octet(int index) {
        return (int) (low >>> (24 - 8 * index)) & 0xff;
    }
}
