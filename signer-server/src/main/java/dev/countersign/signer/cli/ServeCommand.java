package dev.countersign.signer.cli;

import dev.countersign.signer.SignerServer;
import dev.countersign.signer.operations.Logging;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "serve",
        description = "Runs the signing server until it is told to stop (SIGTERM drains it).",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit codes of a start that is refused: 69 the HSM; 71 an address; 74 the ledger; 77 the PIN; 78 the"
                    + " configuration; 1 anything else. 70: the HSM hangs, start anew.",
            "Example: countersign serve --config /etc/countersign/server.yaml"
        })
final class ServeCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

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
    public Integer call() throws InterruptedException {
        try {
            serve();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception refused) {
            FailureLine.print(spec.commandLine().getErr(), refused);
            return ExitCode.of(refused).code();
        }
        new CountDownLatch(1).await();
        return ExitCode.DONE.code();
    }

    private void serve() throws Exception {
        var configuration = config.config();
        Logging.start(
                switch (configuration.logFormat()) {
                    case TEXT -> Logging.Format.TEXT;
                    case JSON -> Logging.Format.JSON;
                });
        var server = SignerServer.start(configuration, acceptDowntime, ServeCommand::giveUp);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "shutdown"));
        spec.commandLine()
                .getOut()
                .println("serving on " + configuration.listen().getHostString() + ":" + server.port());
    }

    /// Ends the process without its hooks: closing the HSM would wait for the call that hangs, and C_Finalize under it
    /// would kill the process anyway. What was answered is durable, what was not is in doubt, as after a crash.
    private static void giveUp(String why) {
        LOG.error("GIVING UP, exit code {}: {}", ExitCode.HSM_HANGS.code(), why);
        Runtime.getRuntime().halt(ExitCode.HSM_HANGS.code());
    }
}
