package dev.countersign.signer.endtoend.bench;

import dev.countersign.signer.ServerConfig;
import dev.countersign.signer.endtoend.ServerProcess;
import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.BenchToken;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.softhsm.SoftHsmToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// What `dev init` makes, with limits that the load does not reach and a key of each kind.
final class DevSetUp {

    private final Path folder;
    private final String serverYaml;
    private final TokenSettings settings;
    private final Map<Signing, PinnedKey> keys = new EnumMap<>(Signing.class);

    private DevSetUp(Path folder) throws Exception {
        this.folder = folder;
        this.serverYaml = Files.readString(folder.resolve("server.yaml"));
        this.settings = settings();
    }

    static DevSetUp make(Path folder) throws Exception {
        ServerProcess.init(
                folder,
                policy -> policy.replace("max: \"25\"", "max: \"1000000000\"")
                        .replace("max: \"1 ETH\"", "max: \"1000000000 ETH\""));
        ServerProcess.configure(folder, "capacity: { in_flight: 256, per_client: 256 }\n");
        var made = new DevSetUp(folder);
        for (var signing : Signing.values()) {
            made.keys.put(
                    signing,
                    signing == Signing.SECP256K1
                            ? BenchToken.publicKey(made.settings, signing.label())
                            : BenchToken.makeKey(made.settings, signing.kind, signing.label()));
        }
        return made;
    }

    Path folder() {
        return folder;
    }

    Map<Signing, PinnedKey> keys() {
        return keys;
    }

    /// The sessions that sign withdrawals.
    int sessions() {
        return settings.sessions().getOrDefault(Lane.WITHDRAWALS, 0);
    }

    /// The token, for processes that are given SoftHSM itself.
    SoftHsmToken token() {
        return new SoftHsmToken(
                settings.module(),
                settings.label(),
                settings.environment(),
                folder,
                settings.pinFile(),
                folder.resolve("pins/so.pin"));
    }

    /// Opens `token`, which is [#token] or the same through another module, in this process.
    BenchToken open(SoftHsmToken token) throws Exception {
        var byLabel = new HashMap<String, PinnedKey>();
        keys.forEach((signing, key) -> byLabel.put(signing.label(), key));
        return BenchToken.open(
                new TokenSettings(
                        settings.label(),
                        token.module(),
                        token.environment(),
                        settings.pinFile(),
                        settings.state(),
                        settings.driver(),
                        settings.sessions(),
                        settings.callTimeout()),
                byLabel);
    }

    /// Has the next server reach the token as `token` says, with so many sessions for withdrawals.
    void serve(SoftHsmToken token, int sessions) throws IOException {
        var environment = token.environment().entrySet().stream()
                .map(entry -> entry.getKey() + ": \"" + entry.getValue() + "\"")
                .collect(Collectors.joining(", "));
        Files.writeString(
                folder.resolve("server.yaml"),
                serverYaml
                        .replace("module: " + settings.module(), "module: " + token.module())
                        .replace(
                                "environment: { SOFTHSM2_CONF: ./softhsm2.conf }",
                                "environment: { " + environment + " }")
                        .replace(
                                "pin_file: pins/user.pin",
                                "pin_file: pins/user.pin\n    sessions: { withdrawals: " + sessions + ", orders: 1 }"));
    }

    private TokenSettings settings() throws Exception {
        return ServerConfig.load(folder.resolve("server.yaml")).tokens().getFirst();
    }
}
