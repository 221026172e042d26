package dev.countersign.signer.cli;

import dev.countersign.signer.SignerServer;
import dev.countersign.signer.operations.Logging;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "serve",
        description = "Runs the signing server until it is told to stop (SIGTERM drains it).",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: countersign serve --config /etc/countersign/server.yaml"})
final class ServeCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(
            names = "--accept-downtime",
            description =
                    "start although the ledger was last written longer ago than ledger.max_downtime: windows age by that gap")
    private boolean acceptDowntime;

    @Override
    public Integer call() throws Exception {
        var configuration = config.config();
        Logging.start(
                switch (configuration.logFormat()) {
                    case TEXT -> Logging.Format.TEXT;
                    case JSON -> Logging.Format.JSON;
                });
        var server = SignerServer.start(configuration, acceptDowntime);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "shutdown"));
        spec.commandLine()
                .getOut()
                .println("serving on " + configuration.listen().getHostString() + ":" + server.port());
        new CountDownLatch(1).await();
        return 0;
    }
}
