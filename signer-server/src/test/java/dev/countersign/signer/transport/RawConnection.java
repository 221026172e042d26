package dev.countersign.signer.transport;

import dev.countersign.signer.authentication.TestCertificates.Issued;
import java.io.DataInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// What a server says first: its certificate, and HTTP/2 SETTINGS (RFC 9113 §6.5). TLS 1.3 refuses a client only after
/// the client's side of the handshake, so nothing is known of a connection before this has been read.
///
/// @param serverCertificate the serial number
/// @param settings parameter to value
public record RawConnection(BigInteger serverCertificate, Map<Integer, Long> settings) {

    public static final int MAX_CONCURRENT_STREAMS = 3;
    public static final int MAX_HEADER_LIST_SIZE = 6;

    private static final int TIMEOUT_MILLIS = 10_000;

    /// TLS as `client` with trust in `ca`.
    public static SSLContext context(@Nullable Issued client, X509Certificate ca) throws Exception {
        var trusted = emptyStore();
        trusted.setCertificateEntry("ca", ca);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var own = emptyStore();
        if (client != null) {
            own.setKeyEntry(
                    "own", client.keys().getPrivate(), new char[0], new X509Certificate[] {client.certificate()});
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, new char[0]);
        var context = SSLContext.getInstance("TLSv1.3");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /// Connects to loopback, reads the first frame, and hangs up.
    ///
    /// @throws IOException if either side refuses the other
    public static RawConnection open(SSLContext context, int port) throws IOException {
        try (var socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            var parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            var leaf = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return new RawConnection(leaf.getSerialNumber(), settings(new DataInputStream(socket.getInputStream())));
        }
    }

    private static Map<Integer, Long> settings(DataInputStream in) throws IOException {
        var length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
        var frame = in.readNBytes(6); // type, flags, stream
        if (frame[0] != 4) {
            throw new IOException("the first frame is no SETTINGS but " + frame[0]);
        }
        var settings = new HashMap<Integer, Long>();
        for (var at = 0; at < length; at += 6) {
            settings.put(in.readUnsignedShort(), Integer.toUnsignedLong(in.readInt()));
        }
        return settings;
    }

    private static KeyStore emptyStore() throws Exception {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }
}
