package dev.countersign.signer.cli.order;

import dev.countersign.signer.cli.OpenSshKey;
import dev.countersign.signer.governance.Command.Release;
import dev.countersign.signer.governance.Command.Unfreeze;
import dev.countersign.signer.governance.Command.Veto;
import dev.countersign.signer.governance.Order;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Lever;
import dev.countersign.signer.model.RequestId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Groups what officers order.
@Command(
        name = "order",
        description = {
            "Writes and signs officers' orders. A veto needs one officer; what loosens needs",
            "as many as a policy: one of them writes the order, the others sign the same file.",
            "An operator hands it in with `countersign governance order`."
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            OrderCommand.WriteVeto.class,
            OrderCommand.WriteUnfreeze.class,
            OrderCommand.WriteRelease.class,
            WriteResume.class,
            OrderCommand.Sign.class
        },
        footer = {"", "The same without this program: ssh-keygen -Y sign -n " + Order.NAMESPACE + " -f KEY thaw.order"})
public final class OrderCommand {

    private OrderCommand() {}

    /// `order veto`.
    @Command(
            name = "veto",
            description = "Drops a policy that waits, for good. One officer is enough. Holds for an hour.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Example: countersign order veto --deployment production --digest 3b1f… --key ~/.ssh/id_ed25519 veto.order"
            })
    static final class WriteVeto extends NewOrder {

        @Option(
                names = "--digest",
                required = true,
                description = "of the policy that waits: 64 hex digits, as `governance status` shows it")
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private String digest;

        WriteVeto() {
            super(Duration.ofHours(1));
        }

        @Override
        Veto command() {
            return new Veto(Digest32.parse(digest));
        }
    }

    /// `order unfreeze`.
    @Command(
            name = "unfreeze",
            description = "Lets go of a freeze, of a revoked client, or of a brake. Holds for a day.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Copy --entry and --lever from `countersign levers`, after having learnt why it",
                "was pulled: the order says both, and lifts that one lever and no later one.",
                "Example: countersign order unfreeze --deployment production --entry 1042 \\",
                "  --lever 'freeze client spiffe://firm.example/hot-wallet' \\",
                "  --key ~/.ssh/id_ed25519 thaw.order"
            })
    static final class WriteUnfreeze extends NewOrder {

        @Option(names = "--entry", required = true, description = "the journal's entry that pulled it")
        private long entry;

        @Option(
                names = "--lever",
                required = true,
                description = "what that entry says, as `countersign levers` shows it")
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private String lever;

        WriteUnfreeze() {
            super(Duration.ofDays(1));
        }

        @Override
        Unfreeze command() {
            return new Unfreeze(entry, Lever.parse(lever));
        }
    }

    /// `order release`.
    @Command(
            name = "release",
            description = "Gives back the charge of a request that is in doubt. Holds for a day.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Only when it is certain that no signature of it exists, or none that can still be",
                "used: its nonce or an output is spent otherwise on the chain. A signature that is",
                "somewhere after all is charged to nobody.",
                "`countersign ledger in-doubt` shows what can be released, with this command.",
                "Example: countersign order release --deployment production --entry 1017 \\",
                "  --request w-1017 --client spiffe://firm.example/hot-wallet \\",
                "  --key ~/.ssh/id_ed25519 release.order"
            })
    static final class WriteRelease extends NewOrder {

        @Option(names = "--entry", required = true, description = "the journal's entry of its latest reservation")
        private long entry;

        @Option(names = "--client", required = true, description = "whose request it is: a SPIFFE ID")
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private String client;

        @Option(names = "--request", required = true, description = "its request id")
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private String request;

        WriteRelease() {
            super(Duration.ofDays(1));
        }

        @Override
        Release command() {
            return new Release(entry, new Client(client), new RequestId(request));
        }
    }

    /// `order sign`.
    @Command(
            name = "sign",
            description = "Shows an order, and signs it beside who wrote it.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: countersign order sign --key ~/.ssh/id_ed25519 thaw.order"})
    static final class Sign implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private CommandSpec spec;

        @Mixin
        private final OpenSshKey key = new OpenSshKey();

        @Parameters(paramLabel = "FILE", description = "the order")
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private Path file;

        @Override
        public Integer call() throws Exception {
            show(spec, file);
            spec.commandLine().getOut().println("signed: " + key.sign(file, Order.NAMESPACE));
            return 0;
        }
    }

    /// Prints an order as its officers sign it.
    ///
    /// @throws IllegalArgumentException if it is none: it is not to be signed
    static void show(CommandSpec spec, Path file) throws IOException {
        var text = Bytes.of(Files.readAllBytes(file));
        Order.parse(text);
        spec.commandLine().getOut().print(new String(text.toByteArray(), StandardCharsets.UTF_8));
    }
}
