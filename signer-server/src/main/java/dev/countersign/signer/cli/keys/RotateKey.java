package dev.countersign.signer.cli.keys;

import dev.countersign.signer.ServerConfig;
import dev.countersign.signer.bundle.PolicyLoader;
import dev.countersign.signer.hsm.pkcs11.ceremony.KeyCeremony;
import dev.countersign.signer.hsm.pkcs11.ceremony.KeyCeremonyFailed;
import dev.countersign.signer.model.KeyId;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "rotate",
        description = {
            "Makes the key that replaces one of the policy: of the same kind, for the same chain or venue, under a new",
            "name. Prints its entry, and what remains to be done by people. With --disable-old-at it writes into the",
            "tokens that the old key must not sign from that date on; it deletes nothing."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example: countersign keys rotate --config server.yaml --id eth-hot --new-id eth-hot-2 \\",
            "           --disable-old-at 2026-12-01T00:00:00Z"
        })
final class RotateKey implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private final TokenChoice token = new TokenChoice();

    @Option(names = "--id", required = true, description = "the old key's name in the policy")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private String id;

    @Option(names = "--new-id", required = true, description = "the new key's name: 1 to 64 characters of [a-z0-9-]")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private String newId;

    @Option(names = "--disable-old-at", paramLabel = "WHEN", description = Moment.FORM)
    private @Nullable String disableOldAt;

    @Override
    public Integer call() throws Exception {
        var usage = new Usage(spec);
        var oldKey = usage.keyId("--id", id);
        var newKey = usage.keyId("--new-id", newId);
        var disableAt = disableOldAt == null ? null : usage.moment("--disable-old-at", disableOldAt);
        var config = token.config().config();
        var old = rotatable(config, oldKey);
        var held = new HeldKeys(config.tokens(), old::is, "key " + oldKey);
        try (var ceremony = KeyCeremony.open(token.of(held.holders(), usage))) {
            var made = ceremony.create(old.key().kind(), newKey.value());
            var exitCode = new MadeReport(spec.commandLine()).print(newKey, made, old.entry());
            if (exitCode != 0) {
                return exitCode; // the old key is all there is
            }
        }
        var out = spec.commandLine().getOut();
        explain(out, old, newKey);
        if (disableAt != null) {
            return held.disable(disableAt, spec.commandLine());
        }
        out.printf(
                "# when nothing needs the old key any more: countersign keys disable --config … --id %s --at …%n",
                oldKey);
        return 0;
    }

    private static PinnedEntry rotatable(ServerConfig config, KeyId id) throws Exception {
        var old = PinnedEntry.of(new PolicyLoader().load(config.policy()), id)
                .orElseThrow(() -> new KeyCeremonyFailed(
                        "the policy " + config.policy() + " names no key '" + id + "'; nothing was made"));
        if (old.imported()) {
            throw new KeyCeremonyFailed("key '" + id
                    + "' was imported: its new secret comes from where the old one came."
                    + " Import it with `keys import-secret` under a new name, then `keys disable --id " + id + "`");
        }
        return old;
    }

    private static void explain(PrintWriter out, PinnedEntry old, KeyId newKey) {
        switch (old.entry()) {
            case Entry.ForChain _ -> out.printf("""
                            # 1. An officer copies lane, rules, limits and fees of %1$s to %2$s, raises `version`; restart.
                            # 2. Send a little to the new address and from it, through this server.
                            # 3. Give the new address to whoever pays in; allow it as a destination of %1$s.
                            # 4. Move what is at the old address; keep %1$s until nothing comes there any more.
                            # The new key starts with empty limits: while both sign, each has its own.
                            """, old.id(), newKey);
            case Entry.ForVenue venue -> out.printf("""
                            # 1. Register the new key at %3$s beside the old one.
                            # 2. An officer adds %2$s to the policy, with the lane of %1$s, and raises `version`; restart.
                            # 3. When requests are signed with %2$s, remove the old key at %3$s.
                            """, old.id(), newKey, venue.venue());
            case Entry.ForCheckpoints _ -> throw new IllegalStateException("no policy names the checkpoint key");
        }
    }
}
