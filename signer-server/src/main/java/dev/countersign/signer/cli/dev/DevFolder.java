package dev.countersign.signer.cli.dev;

import dev.countersign.signer.bundle.EthereumAddress;
import dev.countersign.signer.hsm.HsmStartFailed;
import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.ceremony.KeyCeremony;
import dev.countersign.signer.hsm.pkcs11.ceremony.KeyCeremonyFailed;
import dev.countersign.signer.ledger.LedgerRefused;
import dev.countersign.signer.ledger.SqlLedger;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.PinnedKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/// A complete development set-up in one folder: SoftHSM token, certificates, policy, configuration, ledger.
final class DevFolder {

    static final String TRUST_DOMAIN = "spiffe://countersign.example/";

    private static final String OPERATOR = TRUST_DOMAIN + "ops/dev";
    private static final String TOKEN_LABEL = "countersign-dev";
    private static final String ORIGIN = "countersign.example/dev";

    private final Path root;
    private final Path module;
    private final Ports ports;

    /// Where the server listens.
    record Ports(int clients, int operators, int metrics) {}

    DevFolder(Path root, Path module, Ports ports) {
        this.root = root;
        this.module = module;
        this.ports = ports;
    }

    /// Makes everything.
    ///
    /// @return the signing key
    PinnedKey make() throws IOException, HsmStartFailed, KeyCeremonyFailed, LedgerRefused {
        PrivateFiles.makeFolder(root);
        makeCertificates();
        var signing = makeToken();
        PrivateFiles.write(root.resolve("policy.yaml"), policy(signing));
        SqlLedger.create(root.resolve("ledger.db"), root.resolve("ledger.anchor"), "dev");
        return signing;
    }

    private void makeCertificates() throws IOException {
        var now = Instant.now();
        var tls = root.resolve("tls");
        PrivateFiles.makeFolder(tls);
        var clients = new DevCertificates("Countersign development CA", now);
        clients.writeCa(tls.resolve("ca.crt"));
        clients.writeServer(tls.resolve("server.crt"), tls.resolve("server.key"));
        for (var client : new String[] {"hot-wallet", "reporting"}) {
            writePeer(clients, TRUST_DOMAIN + client, root.resolve("clients").resolve(client));
        }
        var operators = new DevCertificates("Countersign development CA for operators", now);
        operators.writeCa(tls.resolve("operators-ca.crt"));
        operators.writeServer(tls.resolve("operators-server.crt"), tls.resolve("operators-server.key"));
        writePeer(operators, OPERATOR, root.resolve("operators/dev"));
    }

    private static void writePeer(DevCertificates ca, String spiffeId, Path folder) throws IOException {
        PrivateFiles.makeFolder(folder);
        ca.writeCa(folder.resolve("ca.crt"));
        ca.writeClient(spiffeId, folder.resolve("client.crt"), folder.resolve("client.key"));
    }

    private PinnedKey makeToken() throws IOException, HsmStartFailed, KeyCeremonyFailed {
        var pins = root.resolve("pins");
        PrivateFiles.makeFolder(pins);
        PrivateFiles.makeFolder(root.resolve("tokens"));
        PrivateFiles.write(pins.resolve("so.pin"), newPin());
        PrivateFiles.write(pins.resolve("user.pin"), newPin());
        var configuration = root.resolve("softhsm2.conf");
        PrivateFiles.write(configuration, """
                directories.tokendir = %s
                objectstore.backend = file
                log.level = ERROR
                """.formatted(
                        root.resolve("tokens").toAbsolutePath().normalize()));
        var environment = Map.of(
                "SOFTHSM2_CONF", configuration.toAbsolutePath().normalize().toString());
        var userPin = pins.resolve("user.pin");
        KeyCeremony.initToken(module, environment, TOKEN_LABEL, pins.resolve("so.pin"), userPin);
        var settings = new TokenSettings(
                TOKEN_LABEL,
                module,
                environment,
                userPin,
                root,
                TokenSettings.Driver.SUNPKCS11,
                Map.of(Lane.WITHDRAWALS, 1),
                Duration.ofSeconds(5));
        try (var ceremony = KeyCeremony.open(settings)) {
            var signing = ceremony.createSigningKey("eth-hot");
            PrivateFiles.write(root.resolve("server.yaml"), configuration(ceremony.createCheckpointKey("checkpoint")));
            return signing;
        }
    }

    private static String newPin() {
        var random = new byte[24];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    private String configuration(PinnedKey checkpointKey) {
        return """
                # Infrastructure of a development set-up. Reference: docs/server-config.md
                deployment: dev
                listen: { address: 127.0.0.1, port: %d }
                metrics: { address: 127.0.0.1, port: %d }
                tls: { certificate: tls/server.crt, key: tls/server.key, client_ca: tls/ca.crt }
                operator:
                  listen: { address: 127.0.0.1, port: %d }
                  tls: { certificate: tls/operators-server.crt, key: tls/operators-server.key, client_ca: tls/operators-ca.crt }
                  operators:
                    "%s": [ observe, maintain, propose, price, report, tighten ]
                tokens:
                  - label: %s
                    module: %s
                    environment: { SOFTHSM2_CONF: ./softhsm2.conf }
                    pin_file: pins/user.pin
                journal:
                  origin: %s
                  checkpoint_key: "%s"
                  checkpoint_every: 5s
                ledger: { path: ledger.db, anchor: ledger.anchor, max_downtime: 72h } # in production the anchor lies on another disk
                policy: policy.yaml
                """.formatted(
                        ports.clients(),
                        ports.metrics(),
                        ports.operators(),
                        OPERATOR,
                        TOKEN_LABEL,
                        module,
                        ORIGIN,
                        checkpointKey.hex());
    }

    private static String policy(PinnedKey signing) {
        return """
                # What may be signed. Whoever can write this file owns the money, until officers sign it: docs/governance.md
                version: 1
                assets:
                  ETH:  { id: "eip155:1/slip44:60", decimals: 18 }
                  USDC: { id: "eip155:1/erc20:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48", decimals: 6 }
                addresses:
                  exchange-deposit:
                    - "eip155:1:0x28C6c06298d514Db089934071355E5743bf21d60"
                    - "eip155:1:0x21a31Ee1afC51d94C2eFcCAa2092aD1028285549"
                clients:
                  hot-wallet: { id: "%1$shot-wallet" }
                  reporting:  { id: "%1$sreporting" }
                keys:
                  eth-hot: # %3$s
                    chain: eip155:1
                    public_key: "%2$s"
                    nonces: { first: 0, ahead: 256 } # set first to the next nonce of an account that is in use
                    rules:
                      - id: exchange-top-up
                        allow: [ transfer, cancel ]
                        clients: [ hot-wallet ]
                        assets: [ ETH, USDC ]
                        to: [ exchange-deposit ]
                    limits:
                      - { id: usdc-each, asset: USDC, per: transaction, max: "250000" }
                      - { id: usdc-day,  asset: USDC, per: 24h, max: "500000" }
                      - { id: eth-each,  asset: ETH,  per: transaction, max: "10" }
                      - { id: eth-day,   asset: ETH,  per: 24h, max: "25" }
                    fees: { each: "0.05 ETH", per: 24h, max: "1 ETH" }
                """.formatted(
                        TRUST_DOMAIN,
                        signing.hex(),
                        EthereumAddress.checksummed(EthereumAddress.of(new Chain("eip155:1"), signing)));
    }
}
