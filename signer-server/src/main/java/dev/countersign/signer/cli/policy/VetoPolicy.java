package dev.countersign.signer.cli.policy;

import dev.countersign.signer.cli.OpenSshKey;
import dev.countersign.signer.governance.Order;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "veto",
        description = {
            "Writes and signs an officer's veto of a policy that waits. One officer is enough. Hand it in with",
            "`countersign governance veto`."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example: countersign policy veto --deployment production --digest 3b1f… --key ~/.ssh/id_ed25519 veto.order"
        })
final class VetoPolicy implements Callable<Integer> {

    private static final int NONCE_BYTES = 16;
    private static final Duration VALID = Duration.ofHours(1);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private final OpenSshKey key = new OpenSshKey();

    @Option(names = "--deployment", required = true, description = "whose policy it is, as in server.yaml")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private String deployment;

    @Option(
            names = "--digest",
            required = true,
            description = "of the policy that waits: 64 hex digits, as `governance status` shows it")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private String digest;

    @Parameters(paramLabel = "FILE", description = "a new file for the order, which holds for an hour")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path file;

    @Override
    public Integer call() throws Exception {
        var order = new Order(deployment, Order.Action.VETO, target(), nonce(), expires());
        Order.parse(order.text()); // what would be refused is not signed
        Files.write(file, order.text().toByteArray(), StandardOpenOption.CREATE_NEW);
        var made = key.sign(file, Order.NAMESPACE);
        spec.commandLine().getOut().println("signed a veto until " + order.expires() + ": " + file + " " + made);
        return 0;
    }

    private Digest32 target() {
        try {
            return Digest32.parse(digest);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--digest: '" + digest + "'; expected 64 hex digits", e);
        }
    }

    private static Bytes nonce() {
        var nonce = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(nonce);
        return Bytes.of(nonce);
    }

    private static Instant expires() {
        return Instant.now().plus(VALID).truncatedTo(ChronoUnit.SECONDS);
    }
}
