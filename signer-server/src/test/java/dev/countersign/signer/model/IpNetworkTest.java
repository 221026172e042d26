package dev.countersign.signer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpNetworkTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0/0",
                "0.0.0.0/32",
                "10.0.0.0/8",
                "10.20.0.0/16",
                "10.20.0.128/25",
                "128.0.0.0/1",
                "192.0.2.254/31",
                "192.0.2.255/32",
                "255.255.255.255/32",
                "::/0",
                "::/128",
                "::1/128",
                "8000::/1",
                "2001:db8:7::/48",
                "2001:db8:0:8000::/49",
                "2001:db8:0:0:8000::/65",
                "64:ff9b::/96",
                "::fffe:0:0/96",
                "fe80::/10",
                "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128"
            })
    void a_network_has_one_spelling(String text) {
        assertThat(IpNetwork.parse(text)).hasToString(text);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "10.20.1.0/16      | 10.20.0.0/16, the network that it lies in; or 10.20.1.0/32 for that one address",
                "0.0.0.1/0         | 0.0.0.0/0, the network that it lies in; or 0.0.0.1/32 for that one address",
                "10.20.0.1/31      | 10.20.0.0/31, the network that it lies in; or 10.20.0.1/32 for that one address",
                "2001:db8::1/64    | 2001:db8::/64, the network that it lies in; or 2001:db8::1/128 for that one address",
                "::1/127           | ::/127, the network that it lies in; or ::1/128 for that one address",
                "10.0.0.0/33       | a prefix length of 0 to 32 after 10.0.0.0, without leading zeros",
                "10.0.0.0/08       | a prefix length of 0 to 32 after 10.0.0.0, without leading zeros",
                "10.0.0.0/-1       | a prefix length of 0 to 32 after 10.0.0.0, without leading zeros",
                "10.0.0.0/+8       | a prefix length of 0 to 32 after 10.0.0.0, without leading zeros",
                "10.0.0.0/         | a prefix length of 0 to 32 after 10.0.0.0, without leading zeros",
                "10.0.0.0/ 8       | a prefix length of 0 to 32 after 10.0.0.0, without leading zeros",
                "10.0.0.0/8/8      | a prefix length of 0 to 32 after 10.0.0.0, without leading zeros",
                "10.0.0.0/255.0.0.0 | a prefix length of 0 to 32 after 10.0.0.0, without leading zeros",
                "10.0.0.0/99999999999 | a prefix length of 0 to 32 after 10.0.0.0, without leading zeros",
                "2001:db8::/129    | a prefix length of 0 to 128 after 2001:db8::, without leading zeros",
                "2001:db8::/048    | a prefix length of 0 to 128 after 2001:db8::, without leading zeros",
                "2001:DB8::/32     | 2001:db8::/32, its one spelling",
                "2001:0db8::/32    | 2001:db8::/32, its one spelling",
                "2001:db8:0:0:0:0:0:0/32 | 2001:db8::/32, its one spelling",
                "2001:db8::0/32    | 2001:db8::/32, its one spelling",
                "2001:db8:0::/48   | 2001:db8::/48, its one spelling",
                "2001::1:0:0:0:1/128 | 2001:0:0:1::1/128, its one spelling",
                "2001:db8::1:1:1:1:1/128 | 2001:db8:0:1:1:1:1:1/128, its one spelling",
                "2001:db8:0:0:1::1/128 | 2001:db8::1:0:0:1/128, its one spelling",
                "::192.0.2.1/128   | ::c000:201/128, its one spelling",
                "::ffff:10.0.0.0/104 | 10.0.0.0 and a prefix length of 0 to 32: IPv4 is not written as IPv6",
                "::ffff:a00:0/104  | 10.0.0.0 and a prefix length of 0 to 32: IPv4 is not written as IPv6",
                "0:0:0:0:0:FFFF:10.0.0.0/8 | 10.0.0.0 and a prefix length of 0 to 32: IPv4 is not written as IPv6",
            })
    void another_spelling_is_refused_with_what_to_write(String text, String remedy) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpNetwork.parse(text))
                .withMessage(remedy);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"10.20.0.5, 10.20.0.5/32", "2001:db8::5, 2001:db8::5/128", "2001:DB8::5, 2001:db8::5/128"})
    void an_address_alone_is_no_network(String text, String one) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpNetwork.parse(text))
                .withMessage(one + " for that one address, or " + IpNetwork.FORM);
    }

    static Stream<String> noAddresses() {
        var plain = """
                / /8 any * localhost localhost/8 app.firm.example/32 10/8 10.20/16 10.20.0/24 1.2.3.4.5/32 1.2.3.4./32
                .1.2.3.4/32 256.0.0.0/8 10.0.0.999/32 010.0.0.0/8 10.00.0.0/16 0x0a.0.0.0/8 167772160/8 10.0.0.*/24
                10.0.0.0-10.0.0.9/8 [2001:db8::]/32 2001:db8/32 2001:db8:::/32 2001::db8::/32 1:2:3:4:5:6:7/128
                1:2:3:4:5:6:7:8:9/128 1:2:3:4:5:6:7::8:9/128 12345::/16 g::/16 fe80::%1/10 fe80::%eth0/10
                fe80::1%25lo/128 ::ffff:10.0.0/104 ::1.2.3.256/128 :/0 :::/0 ٠.٠.٠.٠/0 １０.0.0.0/8
                """;
        return Stream.concat(
                Stream.of("", " ", " 10.0.0.0/8", "10.0.0.0 /8", "10.0.0.0\n/8"), Stream.of(plain.split("\\s+")));
    }

    @ParameterizedTest(name = "\"{0}\"")
    @MethodSource("noAddresses")
    void what_is_no_address_is_refused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpNetwork.parse(text))
                .withMessage(IpNetwork.FORM);
    }

    @Test
    void only_a_network_can_be_made() {
        var address = IpAddress.parse("10.20.0.1");

        assertThatIllegalArgumentException().isThrownBy(() -> new IpNetwork(address, 31));
        assertThatIllegalArgumentException().isThrownBy(() -> new IpNetwork(address, 33));
        assertThatIllegalArgumentException().isThrownBy(() -> new IpNetwork(address, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new IpNetwork(IpAddress.parse("::"), 129));
    }

    @Test
    void an_address_that_ipv6_wraps_is_the_ipv4_address() throws Exception {
        var wrapped = new byte[16];
        wrapped[10] = wrapped[11] = (byte) 0xff;
        wrapped[12] = 10;
        wrapped[15] = 7;
        // with a scope, the JDK leaves it an Inet6Address
        InetAddress address = Inet6Address.getByAddress("wrapped", wrapped, 0);

        assertThat(address).isInstanceOf(Inet6Address.class);
        assertThat(IpAddress.of(address))
                .isEqualTo(IpAddress.of(InetAddress.ofLiteral("10.0.0.7")))
                .hasToString("10.0.0.7");
    }

    @ParameterizedTest
    @CsvSource({
        "::/0,          0.0.0.0,         false",
        "::/0,          ::ffff:1.2.3.4,  false",
        "::/0,          ::1.2.3.4,       true",
        "::/0,          ::fffe:1.2.3.4,  true",
        "0.0.0.0/0,     255.255.255.255, true",
        "0.0.0.0/0,     ::ffff:1.2.3.4,  true",
        "0.0.0.0/0,     ::,              false",
        "0.0.0.0/0,     ::1.2.3.4,       false",
        "127.0.0.1/32,  127.0.0.1,       true",
        "127.0.0.1/32,  127.0.0.2,       false",
        "127.0.0.1/32,  ::1,             false",
        "10.20.0.0/16,  10.20.255.255,   true",
        "10.20.0.0/16,  10.21.0.0,       false",
        "2001:db8::/63, 2001:db8:0:1:ffff:ffff:ffff:ffff, true",
        "2001:db8::/63, 2001:db8:0:2::,  false",
        "2001:db8::/65, 2001:db8::7fff:ffff:ffff:ffff, true",
        "2001:db8::/65, 2001:db8::8000:0:0:0, false"
    })
    void a_network_holds_what_has_its_prefix(String network, String address, boolean holds) {
        assertThat(IpNetwork.parse(network).contains(IpAddress.of(InetAddress.ofLiteral(address))))
                .isEqualTo(holds);
    }
}
