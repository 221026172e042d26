package dev.countersign.signer.cli;

import dev.countersign.signer.SignerServer;
import picocli.CommandLine.IVersionProvider;

/// The version that the build gave the server.
final class ServerVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"countersign " + SignerServer.VERSION};
    }
}
