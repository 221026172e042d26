package dev.countersign.signer.operations;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;

/// An address of server.yaml that this process cannot listen on. The message is one line that names the field and the
/// address, and says what to do.
public final class CannotListen extends IOException {

    private static final long serialVersionUID = 1L;

    /// @param field of server.yaml
    /// @param failure what the operating system said, or what wraps it
    public CannotListen(String field, InetSocketAddress address, IOException failure) {
        super(
                field + ": " + address.getAddress().getHostAddress() + ":" + address.getPort() + " " + why(failure),
                failure);
    }

    /// Netty's native transport and the JDK word the same errno differently, so only its own words are looked for.
    private static String why(IOException failure) {
        var words = rootMessage(failure).toLowerCase(Locale.ROOT);
        if (words.contains("already in use")) {
            return "is in use; end the process that has it (ss -ltnp names it), or choose another port";
        }
        if (words.contains("cannot assign")) {
            return "is no address of this machine; choose one of those that `ip address` lists";
        }
        if (words.contains("permission denied")) {
            return "is not allowed to this user; choose a port from 1024 on";
        }
        return "cannot be listened on: " + rootMessage(failure);
    }

    private static String rootMessage(Throwable failure) {
        var cause = failure.getCause();
        return cause == null ? String.valueOf(failure.getMessage()) : rootMessage(cause);
    }
}
