package dev.countersign.signer.governance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.governance.CoolOff.Reign;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.KeyId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Addresses that are new in a rule wait; those that have been there long enough do not.
class CoolOffTest {

    private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final String NEW = "0x9999999999999999999999999999999999999999";
    private static final String LISTED = "\"eip155:1:0x4444444444444444444444444444444444444444\"";
    private static final Account OLD = account("0x4444444444444444444444444444444444444444");

    @TempDir
    private static Path folder;

    private static Officers officers;

    @BeforeAll
    static void officers() {
        officers = Officers.make(folder);
    }

    @Test
    void whatTheFirstPolicyListsIsNotNew() throws Exception {
        var decides = CoolOff.at(START, List.of(new Reign(policy(1, false), START)));

        assertThat(destinations(decides)).contains(OLD);
        assertThat(decides.until()).isEmpty();
    }

    @Test
    void whatTheNextOneAddsWaitsForTheWholeCoolOff() throws Exception {
        var reigns = reigns(new Reign(policy(2, true), START.plus(DAY)), new Reign(policy(1, false), START));
        var opens = START.plus(DAY).plus(DAY);

        var decides = CoolOff.at(START.plus(DAY), reigns);
        assertThat(destinations(decides)).contains(OLD).doesNotContain(account(NEW));
        assertThat(decides.until()).contains(opens);
        assertThat(decides.bundle().opens(key(decides), "exchange-top-up", account(NEW)))
                .contains(opens);
        assertThat(decides.bundle().digest())
                .isEqualTo(reigns.getFirst().policy().digest());
        assertThat(destinations(CoolOff.at(opens.minusMillis(1), reigns))).doesNotContain(account(NEW));

        var later = CoolOff.at(opens, reigns);
        assertThat(destinations(later)).contains(account(NEW), OLD);
        assertThat(later.until()).isEmpty();
    }

    @Test
    void aPolicyThatKeepsTheAddressDoesNotBeginItAnew() throws Exception {
        var reigns = reigns(
                new Reign(policy(3, true), START.plus(DAY.multipliedBy(2))),
                new Reign(policy(2, true), START.plus(DAY)),
                new Reign(policy(1, false), START));

        assertThat(CoolOff.at(START.plus(DAY.multipliedBy(2)).minusMillis(1), reigns)
                        .until())
                .contains(START.plus(DAY.multipliedBy(2)));
        assertThat(destinations(CoolOff.at(START.plus(DAY.multipliedBy(2)), reigns)))
                .contains(account(NEW));
    }

    @Test
    void anAddressThatWasGoneInBetweenIsNewAgain() throws Exception {
        var reigns = reigns(
                new Reign(policy(4, true), START.plus(DAY.multipliedBy(9))),
                new Reign(policy(3, false), START.plus(DAY.multipliedBy(8))),
                new Reign(policy(2, true), START));

        assertThat(destinations(CoolOff.at(START.plus(DAY.multipliedBy(9)), reigns)))
                .doesNotContain(account(NEW));
    }

    @Test
    void anAddressIsNewInEachRuleAndForEachKeyByItself() throws Exception {
        var first = policy(1, true);
        var renamed = load(text(2, true).replace("id: exchange-top-up", "id: exchange-2"));
        var moved = load(text(2, true)
                .replace(PolicyText.KEY_1, "02f9308a019258c31049344f85f89d5229b531c845836f99b08601f113bce036f9"));

        for (var next : List.of(renamed, moved)) {
            var decides = CoolOff.at(START, reigns(new Reign(next, START), new Reign(first, START.minus(DAY))));
            assertThat(destinations(decides)).isEmpty();
        }
    }

    @Test
    void withoutACoolOffNothingWaits() throws Exception {
        var next = load(text(2, true).replaceFirst("  cool_off: .*\n", ""));

        assertThat(CoolOff.at(START, List.of(new Reign(next, START))).bundle()).isSameAs(next);
    }

    private static List<Reign> reigns(Reign... reigns) {
        return Stream.of(reigns).toList();
    }

    private static Set<Account> destinations(CoolOff decides) {
        return key(decides).rules().getFirst().to();
    }

    private static KeyPolicy key(CoolOff decides) {
        return decides.bundle().keys().stream()
                .filter(key -> key.id().equals(new KeyId("eth-hot")))
                .findFirst()
                .orElseThrow();
    }

    private static PolicyBundle policy(long version, boolean withNew) throws Exception {
        return load(text(version, withNew));
    }

    private static String text(long version, boolean withNew) {
        var text = officers.policy(version, version == 1 ? "" : "ab".repeat(32))
                .replace("  threshold: 2\n", "  threshold: 2\n  cool_off: 24h\n");
        return withNew ? text.replace(LISTED, LISTED + ", \"eip155:1:" + NEW + "\"") : text;
    }

    private static PolicyBundle load(String text) throws Exception {
        return PolicyText.load(text);
    }

    private static Account account(String address) {
        return new Account(new Chain("eip155:1"), address);
    }
}
