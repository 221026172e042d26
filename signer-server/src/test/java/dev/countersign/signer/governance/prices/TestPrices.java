package dev.countersign.signer.governance.prices;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.Quorum;
import dev.countersign.signer.bundle.Reference;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Currency;
import dev.countersign.signer.model.Price;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.ssh.SshKeygen;
import dev.countersign.signer.ssh.SshPublicKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A price desk of two keys, one of which must sign; and mallory, who is not of it. ETH begins at 3,000 USD, USDC at 1.
public record TestPrices(Map<String, SshKeygen> keys) {

    public static final Currency USD = new Currency("USD", 2);
    public static final Asset ETH = TestGrants.ETH.asset();
    public static final Asset USDC = TestGrants.USDC.asset();

    public static TestPrices make(Path folder) {
        return new TestPrices(Map.of(
                "desk", SshKeygen.make(folder, "desk"),
                "second", SshKeygen.make(folder, "second"),
                "mallory", SshKeygen.make(folder, "mallory")));
    }

    /// A day of age, steps of 20%, an hour between them, one signature.
    public Reference reference() {
        return reference(USD, 1);
    }

    public Reference reference(Currency currency, int threshold) {
        return new Reference(
                currency,
                Duration.ofHours(24),
                20,
                Duration.ofHours(1),
                new Quorum(Map.of("desk", key("desk"), "second", key("second")), threshold),
                Map.of(ETH, Price.parse("3000", 18), USDC, Price.parse("1", 6)));
    }

    public static String table(long version, String eth, String usdc) {
        return """
                deployment: test
                currency: USD
                version: %d
                prices: { "%s": "%s", "%s": "%s" }
                """.formatted(version, ETH, eth, USDC, usdc);
    }

    /// What `names` signed of a table.
    public SignedPrices signed(String table, String... names) throws Refused {
        var armored = new ArrayList<String>();
        for (var name : names) {
            armored.add(signature(name, table));
        }
        return SignedPrices.read(bytes(table), armored);
    }

    /// A table that the desk signed, for a policy.
    public EndorsedPrices endorsed(PolicyBundle policy, long version, String eth, String usdc) throws Refused {
        return new PriceDesk("test").endorse(policy, signed(table(version, eth, usdc), "desk"));
    }

    public String signature(String name, String table) {
        return keygen(name).sign(SignedPrices.NAMESPACE, bytes(table));
    }

    public SshKeygen keygen(String name) {
        var key = keys.get(name);
        if (key == null) {
            throw new IllegalArgumentException("nobody is called " + name);
        }
        return key;
    }

    public static Bytes bytes(String text) {
        return Bytes.of(text.getBytes(UTF_8));
    }

    /// The lines of a policy with the terms of [#reference], for the lines before `assets`.
    public String section() {
        return """
                reference:
                  currency: USD
                  decimals: 2
                  max_age: 24h
                  max_step: "20%%"
                  min_interval: 1h
                  threshold: 1
                  keys: { desk: "%s", second: "%s" }
                  assets: { ETH: "3000", USDC: "1" }
                """.formatted(keygen("desk").publicKey(), keygen("second").publicKey());
    }

    /// All who may sign.
    public List<String> signers() {
        return List.of("desk", "second");
    }

    private SshPublicKey key(String name) {
        return SshPublicKey.parse(keygen(name).publicKey());
    }
}
