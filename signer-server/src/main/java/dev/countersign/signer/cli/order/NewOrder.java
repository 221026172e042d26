package dev.countersign.signer.cli.order;

import dev.countersign.signer.cli.OpenSshKey;
import dev.countersign.signer.governance.Command;
import dev.countersign.signer.governance.Order;
import dev.countersign.signer.model.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Writes an order into a new file, shows it, and signs it.
abstract class NewOrder implements Callable<Integer> {

    private static final int NONCE_BYTES = 16;

    private final Duration valid;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private final OpenSshKey key = new OpenSshKey();

    @Option(names = "--deployment", required = true, description = "whom it is for, as in server.yaml")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private String deployment;

    @Parameters(paramLabel = "FILE", description = "a new file for the order")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path file;

    /// @param valid how long it can be given
    NewOrder(Duration valid) {
        this.valid = valid;
    }

    /// What is ordered.
    ///
    /// @throws IllegalArgumentException if an option's value cannot be meant
    abstract Command command();

    @Override
    public final Integer call() throws Exception {
        var order = order();
        Files.write(file, order.text().toByteArray(), StandardOpenOption.CREATE_NEW);
        OrderCommand.show(spec, file);
        spec.commandLine().getOut().println("signed: " + key.sign(file, Order.NAMESPACE));
        return 0;
    }

    private Order order() {
        try {
            var expires = Instant.now().plus(valid).truncatedTo(ChronoUnit.SECONDS);
            var order = new Order(deployment, command(), nonce(), expires);
            return Order.parse(order.text()); // what would be refused is not signed
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static Bytes nonce() {
        var nonce = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(nonce);
        return Bytes.of(nonce);
    }
}
