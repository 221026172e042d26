package dev.countersign.signer.cli.keys;

import dev.countersign.signer.hsm.pkcs11.ceremony.KeyCeremony;
import dev.countersign.signer.hsm.pkcs11.ceremony.Secret;
import dev.countersign.signer.model.PinnedKey.Kind;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "import-secret",
        description = {
            "Brings an exchange's API secret into a token as an HMAC key that never leaves it again. The secret is read",
            "from the terminal without being shown, or from a pipe; it is never an argument, never in a file, and wiped.",
            "It enters the token encrypted to a key that the token makes for it (RSA-OAEP, C_UnwrapKey). Then the key's",
            "check value is compared with the secret's, and the entry for policy.yaml printed."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Afterwards delete the secret wherever else it is; the exchange shows it once.",
            "Examples: countersign keys import-secret --config server.yaml --id kraken --kind hmac-sha512",
            "          pass show kraken | countersign keys import-secret --config server.yaml --id kraken \\",
            "            --kind hmac-sha512 --encoding base64"
        })
final class ImportSecret implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private final TokenChoice token = new TokenChoice();

    @Option(names = "--id", required = true, description = "the key's name: 1 to 64 characters of [a-z0-9-]")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private String id;

    @Option(names = "--kind", required = true, description = "hmac-sha256, hmac-sha384 or hmac-sha512")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private String kind;

    @Option(names = "--venue", description = "the exchange (default: the key's name)")
    private @Nullable String venue;

    @Option(
            names = "--encoding",
            description = {
                "base64 (default), hex, or raw, where the text that the exchange shows is the key itself.",
                "A wrong choice imports another key than you mean: the exchange then refuses its signatures."
            })
    private Secret.Encoding encoding = Secret.Encoding.BASE64;

    @Option(
            names = "--plain",
            description = {
                "hands the secret to the vendor's library in the clear (C_CreateObject), for a token that cannot unwrap",
                "one: the library sees it, and whatever carries its calls to the token must be encrypted by the vendor"
            })
    private boolean plain;

    @Override
    public Integer call() throws Exception {
        var usage = new Usage(spec);
        var keyId = usage.keyId("--id", id);
        var ofKind = secretKind(usage);
        var entry = new Entry.ForVenue(usage.venue(venue == null ? keyId.value() : venue), true);
        var settings = token.of(token.config().config().tokens(), usage);
        // The secret last: nothing that can be refused before it is asked for makes it be typed again.
        try (var ceremony = KeyCeremony.open(settings)) {
            ceremony.requireFree(keyId.value());
            try (var secret = new SecretInput(usage).read(keyId, encoding)) {
                spec.commandLine()
                        .getErr()
                        .printf(
                                "read %d bytes, written as %s%n",
                                secret.length(), encoding.name().toLowerCase(Locale.ROOT));
                var made = ceremony.importSecret(ofKind, keyId.value(), secret, plain);
                return new MadeReport(spec.commandLine()).print(keyId, made, entry);
            }
        }
    }

    private Kind secretKind(Usage usage) {
        var named = usage.kind(kind);
        if (named.asymmetric()) {
            throw usage.wrong("--kind: " + named.text()
                    + "; expected hmac-sha256, hmac-sha384 or hmac-sha512: a private key is made in the token");
        }
        return named;
    }
}
