package dev.countersign.client.cli;

import dev.countersign.client.ClientSettings;
import dev.countersign.client.SigningClient;

/// A command that asks the signing service.
abstract class ClientCommand extends ConnectedCommand {

    /// One conversation with the service.
    ///
    /// @return the exit code
    /// @throws IllegalArgumentException if an option's value cannot be meant
    abstract int run(SigningClient client);

    @Override
    protected final int converse(ClientSettings settings) {
        try (var client = SigningClient.connect(settings)) {
            return run(client);
        }
    }
}
