package dev.countersign.client.cli.operator;

import dev.countersign.client.OperatorClient;
import dev.countersign.client.cli.report.ExitCode;
import dev.countersign.client.cli.report.LeverReport;
import dev.countersign.v1.BrakeRequest;
import dev.countersign.v1.FreezeRequest;
import dev.countersign.v1.RevokeClientRequest;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/// What operators do in an emergency: one of them stops or slows signing, at once; only officers give it
/// back.
public final class LeverCommands {

    private LeverCommands() {}

    /// `freeze`.
    @Command(
            name = "freeze",
            description = "Stop a key, a client, an asset or everything, at once.",
            footer = {
                "",
                "When it returns, nothing more is released: no new signature, and none that was recorded before. What is charged",
                "stays charged. A name is the policy's; what it no longer names is frozen by its public key (hex), SPIFFE ID or",
                "CAIP-19 id. Only officers lift it: see `countersign order unfreeze`.",
                OperatorCommand.CONNECTION,
                "Examples:",
                "  ${COMMAND-FULL-NAME} all --reason 'keys of the host may be out' --server signer.example:7444 --tls /etc/countersign/ops",
                "  ${COMMAND-FULL-NAME} client hot-wallet --reason 'INC-7' --server signer.example:7444 --tls /etc/countersign/ops",
                ExitCode.HELP
            })
    public static final class Freeze extends OperatorCommand {

        @Parameters(index = "0", paramLabel = "WHAT", description = "key, client, asset or all.")
        private String what = "";

        @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "Which one; nothing for all.")
        private @Nullable String name;

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why, for the journal.")
        private String reason = "";

        @Override
        int run(OperatorClient client) {
            var frozen = client.freeze(request());
            print(LeverReport.of(frozen.getLever(), frozen.getKnown()));
            return ExitCode.DONE;
        }

        private FreezeRequest request() {
            var request =
                    FreezeRequest.newBuilder().setCommandId(newCommandId()).setReason(reason);
            if (what.equals("all")) {
                if (name != null) {
                    throw new IllegalArgumentException("'" + name + "' is too much: all is everything");
                }
                return request.setEverything(true).build();
            }
            if (name == null) {
                throw new IllegalArgumentException("which " + what + "? Give its name, or freeze all");
            }
            return switch (what) {
                case "key" -> request.setKey(name).build();
                case "client" -> request.setClient(name).build();
                case "asset" -> request.setAsset(name).build();
                default ->
                    throw new IllegalArgumentException(
                            "'" + what + "' cannot be frozen; key, client, asset or all can");
            };
        }
    }

    /// `revoke-client`.
    @Command(
            name = "revoke-client",
            description = "Stop a client that is out for good, at once.",
            footer = {
                "",
                "As `freeze client`, but the client is told CLIENT_REVOKED. Only officers reinstate it.",
                OperatorCommand.CONNECTION,
                "Example:",
                "  ${COMMAND-FULL-NAME} hot-wallet --reason 'its host is gone' --server signer.example:7444 --tls /etc/countersign/ops",
                ExitCode.HELP
            })
    public static final class Revoke extends OperatorCommand {

        @Parameters(paramLabel = "CLIENT", description = "Its name in the policy, or its SPIFFE ID.")
        private String name = "";

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why, for the journal.")
        private String reason = "";

        @Override
        int run(OperatorClient client) {
            var revoked = client.revokeClient(RevokeClientRequest.newBuilder()
                    .setCommandId(newCommandId())
                    .setClient(name)
                    .setReason(reason)
                    .build());
            print(LeverReport.of(revoked.getLever(), revoked.getKnown()));
            return ExitCode.DONE;
        }
    }

    /// `brake`.
    @Command(
            name = "brake",
            description = "Tighten every limit to a percentage, for a while.",
            footer = {
                "",
                "Every limit of windows and of single transactions, amounts and counts, rounded down; caps of fees stay. Of several",
                "brakes the strongest holds. It ends by itself; only officers end it before.",
                OperatorCommand.CONNECTION,
                "Example:",
                "  ${COMMAND-FULL-NAME} --percent 10 --for 2h --reason 'odd withdrawals' --server signer.example:7444"
                        + " --tls /etc/countersign/ops",
                ExitCode.HELP
            })
    public static final class Brake extends OperatorCommand {

        @Option(names = "--percent", paramLabel = "N", required = true, description = "What is left: 1 to 99.")
        private int percent;

        @Option(
                names = "--for",
                paramLabel = "TIME",
                required = true,
                converter = Length.class,
                description = "For how long: 90s, 30m, 2h, 7d; up to 30d.")
        private Duration length = Duration.ZERO;

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why, for the journal.")
        private String reason = "";

        @Override
        int run(OperatorClient client) {
            print(LeverReport.of(
                    client.brake(BrakeRequest.newBuilder()
                            .setCommandId(newCommandId())
                            .setPercent(percent)
                            .setDurationSeconds(length.toSeconds())
                            .setReason(reason)
                            .build()),
                    true));
            return ExitCode.DONE;
        }
    }

    /// `levers`.
    @Command(
            name = "levers",
            description = "Show what is frozen, revoked and braked.",
            footer = {
                "",
                OperatorCommand.CONNECTION,
                "Example:",
                "  ${COMMAND-FULL-NAME} --server signer.example:7444 --tls /etc/countersign/ops",
                ExitCode.HELP
            })
    public static final class Show extends OperatorCommand {

        @Override
        int run(OperatorClient client) {
            print(LeverReport.of(client.listLevers()));
            return ExitCode.DONE;
        }
    }

    /// So that an attempt that is repeated because its answer was lost stops nothing twice.
    private static String newCommandId() {
        return UUID.randomUUID().toString();
    }

    /// A whole number and its unit: s, m, h or d.
    static final class Length implements ITypeConverter<Duration> {

        @Override
        public Duration convert(String text) {
            if (!text.matches("[1-9][0-9]{0,8}[smhd]")) {
                throw new TypeConversionException("a time is written like 90s, 30m, 2h or 7d");
            }
            return Duration.parse(text.endsWith("d") ? "P" + text : "PT" + text);
        }
    }
}
