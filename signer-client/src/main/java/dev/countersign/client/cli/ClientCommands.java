package dev.countersign.client.cli;

import dev.countersign.client.cli.operator.GovernanceCommands;
import dev.countersign.client.cli.operator.HsmCommands;
import dev.countersign.client.cli.operator.LeverCommands;
import dev.countersign.client.cli.operator.ObservationCommands;
import dev.countersign.client.cli.operator.PriceCommands;
import java.util.List;

/// The client's commands, to be mounted under any command line.
public final class ClientCommands {

    private ClientCommands() {}

    /// New instances, each for one `CommandLine.addSubcommand`.
    public static List<Object> all() {
        return List.of(
                new SignCommand(),
                new WithdrawCommand(),
                new EvaluateCommand(),
                new HeadroomCommand(),
                new RequestCommand(),
                new GrantedKeysCommand(),
                new HsmCommands(),
                new GovernanceCommands(),
                new LeverCommands.Freeze(),
                new LeverCommands.Revoke(),
                new LeverCommands.Brake(),
                new LeverCommands.Show(),
                new PriceCommands(),
                new ObservationCommands());
    }
}
