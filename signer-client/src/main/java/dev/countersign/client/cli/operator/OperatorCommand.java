package dev.countersign.client.cli.operator;

import dev.countersign.client.ClientSettings;
import dev.countersign.client.OperatorClient;
import dev.countersign.client.cli.ConnectedCommand;

/// A command that asks the operator service.
abstract class OperatorCommand extends ConnectedCommand {

    static final String CONNECTION =
            "--server names the operators' port, and --tls the folder of an operator's certificate.";

    /// One conversation with the service.
    ///
    /// @return the exit code
    abstract int run(OperatorClient client);

    @Override
    protected final int converse(ClientSettings settings) {
        try (var client = OperatorClient.connect(settings)) {
            return run(client);
        }
    }
}
