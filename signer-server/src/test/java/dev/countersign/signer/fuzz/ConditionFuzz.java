package dev.countersign.signer.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.bundle.condition.ConditionCompiler;
import dev.countersign.signer.bundle.condition.ConditionInvalid;
import dev.countersign.signer.bundle.condition.Facts;
import dev.countersign.signer.bundle.condition.Facts.Asked;
import dev.countersign.signer.bundle.condition.Literal;
import dev.countersign.signer.bundle.condition.When;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Client;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The text of a condition: a place in it with what is wrong there, or a condition that has one answer, always the
/// same.
public final class ConditionFuzz {

    private static final Asset ETH = new Asset("eip155:1/slip44:60");
    private static final Account ACCOUNT = Account.parse("eip155:1:0x" + "1".repeat(40));
    private static final Client CLIENT = new Client("spiffe://firm.example/desk");
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Amount ONE = new Amount(ETH, BigInteger.ONE);
    private static final ConditionCompiler COMPILER = new ConditionCompiler(ETH, ConditionFuzz::literal);
    private static final Asked ASKED =
            new Asked(ACCOUNT, ACCOUNT, CLIENT, NOW, ONE, List.of(Permission.TRANSFER), List.of(ACCOUNT));
    private static final List<Facts> FACTS = List.of(
            new Facts(ASKED, Permission.CANCEL, Optional.empty(), Optional.empty()),
            new Facts(
                    ASKED, Permission.TRANSFER, Optional.of(ACCOUNT), Optional.of(new Facts.Moved(ONE, ACCOUNT, ONE))));

    private ConditionFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        var source = new String(input, UTF_8);
        try {
            requireOneAnswer(COMPILER.compile(source).orElseThrow());
        } catch (ConditionInvalid invalid) {
            if (invalid.offset() < 0 || invalid.offset() > source.length()) {
                throw new AssertionError("a place outside of the text: " + invalid.offset());
            }
            var line = invalid.found() + "; expected " + invalid.expected();
            if (line.length() > 4_000 || line.chars().anyMatch(Character::isISOControl)) {
                throw new AssertionError("a problem that nobody can read: " + line);
            }
        }
    }

    private static void requireOneAnswer(When when) {
        for (var facts : FACTS) {
            var first = when.holds(facts);
            if (!first.equals(when.holds(facts))) {
                throw new AssertionError("another answer: " + first);
            }
        }
    }

    private static Optional<Object> literal(Literal literal, String text) throws ConditionInvalid {
        if (text.isEmpty()) {
            throw new ConditionInvalid(0, "nothing", "something");
        }
        return Optional.of(
                switch (literal) {
                    case AMOUNT -> ONE;
                    case ACCOUNT -> ACCOUNT;
                    case GROUP -> List.of(ACCOUNT);
                    case ASSET -> ETH;
                    case ACTION -> Permission.TRANSFER;
                    case CLIENT -> CLIENT;
                    case TIMESTAMP -> NOW;
                });
    }
}
