package dev.countersign.signer.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.model.IpAddress;
import io.grpc.Attributes;
import io.grpc.Grpc;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PeerInterceptorTest {

    @Test
    void the_address_is_the_sockets() throws Exception {
        var wrapped = new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 20, 0, 7};

        assertThat(addressOf(InetAddress.ofLiteral("10.20.0.7"))).contains("10.20.0.7");
        assertThat(addressOf(Inet6Address.getByAddress("wrapped", wrapped, 0))).contains("10.20.0.7");
        assertThat(addressOf(InetAddress.ofLiteral("2001:db8::7"))).contains("2001:db8::7");
    }

    @Test
    void a_transport_without_ip_addresses_tells_none() {
        assertThat(addressOf(UnixDomainSocketAddress.of("/run/signer.sock"))).isEmpty();
        assertThat(addressOf(InetSocketAddress.createUnresolved("app.firm.example", 7443)))
                .isEmpty();
        assertThat(PeerInterceptor.addressOf(Attributes.EMPTY)).isEmpty();
    }

    private static Optional<String> addressOf(InetAddress address) {
        return addressOf(new InetSocketAddress(address, 7443));
    }

    private static Optional<String> addressOf(SocketAddress remote) {
        var transport = Attributes.newBuilder()
                .set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, remote)
                .build();
        return PeerInterceptor.addressOf(transport).map(IpAddress::toString);
    }
}
