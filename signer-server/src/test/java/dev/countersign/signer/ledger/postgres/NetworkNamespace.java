package dev.countersign.signer.ledger.postgres;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// A network of its own on this machine, joined to this one by cables that can be pulled: the kernel drops what is sent
/// then, and tells nobody. It takes root with CAP_NET_ADMIN and CAP_SYS_ADMIN, and iproute2.
public final class NetworkNamespace implements AutoCloseable {

    private static final long PID = ProcessHandle.current().pid();
    private static final int CABLES = 2;

    private final String name = "cs" + PID;
    private final List<String> laid = new ArrayList<>();

    private NetworkNamespace() {}

    /// One with two cables.
    ///
    /// @throws UncheckedIOException if this process may not make it, with what `ip` said
    public static NetworkNamespace make() {
        var made = new NetworkNamespace();
        ip("netns add " + made.name);
        try {
            for (var cable = 0; cable < CABLES; cable++) {
                made.lay(cable);
            }
            return made;
        } catch (UncheckedIOException e) {
            made.close();
            throw e;
        }
    }

    private void lay(int cable) {
        var here = here(cable);
        ip("link add " + here + " type veth peer name " + there(cable) + " netns " + name);
        laid.add(here);
        ip("address add " + network(cable) + ".1/24 dev " + here);
        ip("link set " + here + " up");
        ip("-n " + name + " address add " + address(cable) + "/24 dev " + there(cable));
        ip("-n " + name + " link set " + there(cable) + " up");
    }

    /// Under which a server in there is reached through a cable.
    public String address(int cable) {
        return network(cable) + ".2";
    }

    /// The end over there goes down: so what is sent here still has a route, and is lost.
    public void pull(int cable) {
        ip("-n " + name + " link set " + there(cable) + " down");
    }

    public void plug(int cable) {
        ip("-n " + name + " link set " + there(cable) + " up");
    }

    /// A command to be run in there.
    List<String> inside(List<String> command) {
        var inside = new ArrayList<>(List.of("ip", "netns", "exec", name));
        inside.addAll(command);
        return inside;
    }

    private static String network(int cable) {
        return "10.213." + (PID % 120 * CABLES + cable);
    }

    private static String here(int cable) {
        return "h" + cable + "." + PID;
    }

    private static String there(int cable) {
        return "t" + cable + "." + PID;
    }

    private static void ip(String arguments) {
        PostgresBinaries.run(List.of(("ip " + arguments).split(" ")));
    }

    /// Takes the cables away by themselves: the kernel ends a namespace some time after it said so, and its cables keep
    /// their names and addresses until then.
    @Override
    public void close() {
        laid.forEach(cable -> ip("link delete " + cable));
        ip("netns delete " + name);
    }
}
