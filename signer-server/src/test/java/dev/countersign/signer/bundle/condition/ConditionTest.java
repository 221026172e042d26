package dev.countersign.signer.bundle.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.bundle.condition.Facts.Asked;
import dev.countersign.signer.bundle.condition.Facts.Moved;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Client;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class ConditionTest {

    private static final Asset ETH = new Asset("eip155:1/slip44:60");
    private static final Asset USDC = new Asset("eip155:1/erc20:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48");
    private static final Account OWN = account("1");
    private static final Account SAFE = account("2");
    private static final Account DEPOSIT = account("3");
    private static final Account STRANGER = account("4");
    private static final Client DESK = new Client("spiffe://firm.example/desk");
    private static final Client ROBOT = new Client("spiffe://firm.example/robot");
    private static final Amount MOST =
            new Amount(ETH, BigInteger.ONE.shiftLeft(Amount.BITS).subtract(BigInteger.ONE));
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvFileSource(resources = "/policy/conditions.csv", delimiter = ';')
    void a_condition_holds_or_does_not_or_has_no_answer(String situation, String verdict, String source)
            throws ConditionInvalid {
        var said = compile(source).holds(situation(situation));

        assertThat(words(said)).isEqualTo(verdict);
    }

    @Test
    void conditions_are_equal_if_their_texts_are_and_what_these_name() throws ConditionInvalid {
        var source = "effect.to in group('exchange')";
        var one = compile(source);
        assertThat(one)
                .isEqualTo(compile(source))
                .hasSameHashCodeAs(compile(source))
                .hasToString(source);
        assertThat(one.source()).isEqualTo(source);
        assertThat(one).isNotEqualTo(compile("effect.to in group( 'exchange')")).isNotEqualTo(source);

        var grown = new ConditionCompiler(ETH, (_, _) -> Optional.of(List.of(DEPOSIT, STRANGER))).compile(source);

        assertThat(grown).isPresent().get().isNotEqualTo(one);
    }

    @Test
    void nothing_is_made_of_a_name_that_stands_for_nothing_yet() throws ConditionInvalid {
        assertThat(new ConditionCompiler(ETH, (_, _) -> Optional.empty()).compile("effect.to in group('exchange')"))
                .isEmpty();
    }

    @Test
    void a_text_that_no_file_could_bring_is_refused_too() {
        assertThatThrownBy(() -> compile("effect.moves\u00a0"))
                .hasMessage("the character U+00A0 in a condition; expected printable ASCII without backslashes");
        assertThatThrownBy(() -> compile("effect.moves &&\neffect.moves"))
                .isInstanceOfSatisfying(
                        ConditionInvalid.class,
                        refused -> assertThat(refused.offset()).isEqualTo(15));
        assertThatThrownBy(() -> compile("effect.m\u043eves"))
                .hasMessageStartingWith("the character U+043E in a condition");
    }

    @Test
    void one_condition_answers_many_threads() throws Exception {
        var when = compile("effect.amount + amount('1 USDC') <= amount('8 USDC') && effect.to in group('exchange')");
        var other = compile("effect.amount == amount('7 USDC') && !(effect.to in group('exchange'))");
        var pay = situation("pay");
        try (var threads = Executors.newFixedThreadPool(8)) {
            var answers = threads.invokeAll(IntStream.range(0, 400)
                    .mapToObj(number -> (Callable<Verdict>) () -> (number % 2 == 0 ? when : other).holds(pay))
                    .toList());

            for (var number = 0; number < answers.size(); number++) {
                assertThat(answers.get(number).get())
                        .isEqualTo(number % 2 == 0 ? new Verdict.Holds() : new Verdict.Fails());
            }
        }
    }

    /// What conditions.csv asks about. Coins have no decimals here.
    private static Facts situation(String name) {
        return switch (name) {
            case "pay" -> payment(DEPOSIT, new Moved(amount(7, USDC), SAFE, amount(9, USDC)));
            case "pay-eth" -> payment(STRANGER, new Moved(amount(7, ETH), OWN, amount(7, ETH)));
            case "most" -> payment(DEPOSIT, new Moved(MOST, OWN, MOST));
            case "cancel" -> new Facts(asked(Permission.CANCEL), Permission.CANCEL, Optional.empty(), Optional.empty());
            case "call" -> new Facts(asked(Permission.CALL), Permission.CALL, Optional.of(DEPOSIT), Optional.empty());
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Facts payment(Account to, Moved moved) {
        return new Facts(asked(Permission.TRANSFER), Permission.TRANSFER, Optional.of(to), Optional.of(moved));
    }

    private static String words(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Holds _ -> "holds";
            case Verdict.Fails _ -> "fails";
            case Verdict.Unanswered no -> no.why();
        };
    }

    private static When compile(String source) throws ConditionInvalid {
        return new ConditionCompiler(ETH, ConditionTest::literal)
                .compile(source)
                .orElseThrow();
    }

    private static Optional<Object> literal(Literal literal, String text) {
        return Optional.of(
                switch (literal) {
                    case AMOUNT -> {
                        var space = text.indexOf(' ');
                        yield amount(Long.parseLong(text.substring(0, space)), asset(text.substring(space + 1)));
                    }
                    case ACCOUNT -> account(text);
                    case GROUP -> List.of(DEPOSIT, SAFE);
                    case ASSET -> asset(text);
                    case ACTION -> Permission.valueOf(text);
                    case CLIENT -> text.equals("desk") ? DESK : ROBOT;
                    case TIMESTAMP -> Instant.parse(text);
                });
    }

    private static Asked asked(Permission action) {
        return new Asked(
                OWN, SAFE, DESK, NOW, amount(3, ETH), List.of(action, Permission.REVOKE), List.of(DEPOSIT, STRANGER));
    }

    private static Amount amount(long units, Asset asset) {
        return new Amount(asset, BigInteger.valueOf(units));
    }

    private static Asset asset(String symbol) {
        return symbol.equals("ETH") ? ETH : USDC;
    }

    private static Account account(String digit) {
        return Account.parse("eip155:1:0x" + digit.repeat(40));
    }
}
