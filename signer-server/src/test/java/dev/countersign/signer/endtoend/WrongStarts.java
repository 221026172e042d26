package dev.countersign.signer.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.bundle.PolicyLoader;
import dev.countersign.signer.ledger.LedgerSettings;
import dev.countersign.signer.ledger.SqlLedger;
import dev.countersign.signer.ledger.TestAnchors;
import dev.countersign.signer.ledger.TimeSource;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.jce.interfaces.ECPublicKey;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/// A development set-up, and beside each good file of it the bad ones that a server.yaml may name instead.
///
/// @param folder the set-up, made by `dev init`
record WrongStarts(Path folder) {

    /// The secp256k1 generator: everybody has its private key, 1, so no token should.
    static final String KEY_OF_NOBODY = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";

    /// A second key of the policy, which the token does not hold.
    static String withKeyOfNobody(String policy) {
        var hot = policy.substring(policy.indexOf("  eth-hot:"));
        return policy + withKey(hot, KEY_OF_NOBODY).replace("eth-hot", "eth-lost");
    }

    static String withKey(String policy, String publicKey) {
        return policy.replaceAll("public_key: \"[0-9a-f]{66}\"", "public_key: \"" + publicKey + '"');
    }

    String read(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }

    void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    /// Mode 0600.
    void protect(String file) throws IOException {
        Files.setPosixFilePermissions(folder.resolve(file), PosixFilePermissions.fromString("rw-------"));
    }

    void makePins() throws IOException {
        write("pins/wrong.pin", "not-the-pin-of-this-token");
        write("pins/empty.pin", "");
        write("pins/open.pin", read("pins/user.pin"));
        for (var file : new String[] {"wrong", "empty", "open"}) {
            var mode = file.equals("open") ? "rw-r--r--" : "rw-------";
            Files.setPosixFilePermissions(
                    folder.resolve("pins/" + file + ".pin"), PosixFilePermissions.fromString(mode));
        }
    }

    void makeHalfModule() throws IOException {
        var library = Files.readAllBytes(otherLibrary());
        Files.write(folder.resolve("half.so"), Arrays.copyOf(library, library.length / 2));
    }

    void makePolicies() throws Exception {
        var good = read("policy.yaml");
        write("nobody.yaml", withKey(good, KEY_OF_NOBODY));
        write("imported.yaml", withKey(good, importKey()));
        write("first.yaml", good + "# the same version, other bytes\n");
        write("second.yaml", good.replace("version: 1\n", "version: 2\n"));
        write("second-again.yaml", read("second.yaml") + "# other bytes\n");
        write("wrong.yaml", good.replace("per: 24h", "per: 24").replace("allow: [ transfer", "allow: [ everything"));
    }

    void makeLedgers() throws Exception {
        write("empty.db", "");
        write("text.db", "a ledger, honestly\n".repeat(10));
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("foreign.db"));
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE invoice (number INTEGER)");
        }
        SqlLedger.create(folder.resolve("spare.db"), TestAnchors.of(folder.resolve("spare.db")), "dev");
        SqlLedger.create(folder.resolve("live.db"), TestAnchors.of(folder.resolve("live.db")), "live");
        SqlLedger.create(folder.resolve("second.db"), TestAnchors.of(folder.resolve("second.db")), "dev");
        var settings = new LedgerSettings(
                new SqliteEngine(folder.resolve("second.db")),
                TestAnchors.of(folder.resolve("second.db")),
                "dev",
                Duration.ofHours(1),
                false);
        try (var ledger = SqlLedger.open(settings, TimeSource.system(), "test")) {
            ledger.activate(new PolicyLoader().load(folder.resolve("second.yaml")));
        }
    }

    /// A library that every JDK brings and that is no PKCS#11 module.
    static Path otherLibrary() {
        return Path.of(System.getProperty("java.home"), "lib", "libzip.so");
    }

    /// A key that was made outside: the token says that it was not always sensitive, and may be extracted.
    private String importKey() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
        generator.initialize(new ECGenParameterSpec("secp256k1"));
        var pair = generator.generateKeyPair();
        var encoded = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(pair.getPrivate().getEncoded());
        write("imported.pem", "-----BEGIN PRIVATE KEY-----\n" + encoded + "\n-----END PRIVATE KEY-----\n");
        var command = new ProcessBuilder("softhsm2-util", "--import", "imported.pem", "--token", "countersign-dev")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        command.command().addAll(List.of("--label", "imported", "--id", "0a", "--pin", read("pins/user.pin")));
        command.environment()
                .put("SOFTHSM2_CONF", folder.resolve("softhsm2.conf").toString());
        var process = command.start();
        var said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError("softhsm2-util: " + said);
        }
        var key = (ECPublicKey) pair.getPublic();
        return HexFormat.of().formatHex(key.getQ().getEncoded(true));
    }

    /// `serve` with a server.yaml in which `was` is written `is`, and the ledger is the spare one. Regular expressions.
    ServerProcess.Result serve(String was, String is) throws Exception {
        var good = read("server.yaml");
        var wrong = good.replaceFirst(was, is);
        if (wrong.equals(good)) {
            throw new AssertionError("server.yaml has nothing like " + was);
        }
        var file = Files.createTempFile(folder, "wrong", ".yaml");
        Files.writeString(
                file,
                wrong.replaceFirst(
                        "path: ledger.db, anchor: ledger.anchor", "path: spare.db, anchor: spare.db.anchor"));
        return ServerProcess.run("serve", "--config", file.toString());
    }

    ServerProcess.Result run(String... command) throws Exception {
        var arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--config", folder.resolve("server.yaml").toString()));
        return ServerProcess.run(arguments.toArray(String[]::new));
    }
}
