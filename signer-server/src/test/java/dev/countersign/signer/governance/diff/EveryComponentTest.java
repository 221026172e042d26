package dev.countersign.signer.governance.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esaulpaugh.headlong.abi.Function;
import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.BitcoinKey;
import dev.countersign.signer.bundle.ClientDefinition;
import dev.countersign.signer.bundle.ContractCall;
import dev.countersign.signer.bundle.DenyRule;
import dev.countersign.signer.bundle.EthereumTerms;
import dev.countersign.signer.bundle.Hours;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.Limit;
import dev.countersign.signer.bundle.OffChain;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.PolicyInvalid;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.bundle.Rule;
import dev.countersign.signer.bundle.Safe;
import dev.countersign.signer.bundle.VenueKey;
import dev.countersign.signer.bundle.typed.TokenDomain;
import dev.countersign.signer.bundle.typed.TypedDefinition;
import dev.countersign.signer.governance.diff.Change.Direction;
import dev.countersign.signer.model.CaKey;
import dev.countersign.signer.model.Client;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Nothing of a policy is forgotten. Whoever adds a component to one of these records is stopped here,
/// to say what a difference of it means; until then it is OTHER.
class EveryComponentTest {

    private static final PolicyBundle BASE = DiffPolicy.base();
    private static final Place ANYWHERE = new Place("keys.k", Wording.of(BASE), Wording.of(BASE), false);

    /// What decides nothing: names, and what the things are found by.
    private static final Set<String> NAMES = Set.of(
            "KeyPolicy.id",
            "VenueKey.id",
            "Rule.id",
            "DenyRule.id",
            "PerWindow.id",
            "PerTransaction.id",
            "Outstanding.id",
            "OutstandingCount.id",
            "ClientDefinition.name",
            "Safe.name");

    /// Types whose components are compared one by one, and those that are left OTHER.
    private static final Map<Comparison<?>, Set<String>> LEFT = Map.ofEntries(
            Map.entry(PolicyDiff.BUNDLE, Set.of("sharedLimits")),
            Map.entry(GovernanceDiff.GOVERNANCE, Set.of("deployment")),
            Map.entry(GovernanceDiff.OFFICERS, Set.of()),
            Map.entry(ReferenceDiff.REFERENCE, Set.of()),
            Map.entry(ReferenceDiff.DESK, Set.of()),
            Map.entry(GovernanceDiff.OBSERVERS, Set.of()),
            Map.entry(GovernanceDiff.WHO_OBSERVES, Set.of()),
            Map.entry(PolicyDiff.ADDRESS_BOOK, Set.of()),
            Map.entry(ClientDiff.CLIENT, Set.of("client", "ca")),
            Map.entry(AssetDiff.ASSET, Set.of("symbol", "asset", "decimals")),
            Map.entry(KeyDiff.KEY, Set.of("chain", "publicKey", "lane", "account")),
            Map.entry(KeyDiff.VENUE_KEY, Set.of("venue", "pinned", "lane")),
            Map.entry(KeyDiff.ETHEREUM, Set.of()),
            Map.entry(KeyDiff.NONCES, Set.of("first")),
            Map.entry(KeyDiff.OFF_CHAIN, Set.of("blind")),
            Map.entry(KeyDiff.BITCOIN, Set.of("network", "own", "unsignable")),
            Map.entry(RuleDiff.RULE, Set.of("safe", "when")),
            Map.entry(RuleDiff.DENY_RULE, Set.of("when")),
            Map.entry(SafeDiff.SAFE, Set.of("account")),
            Map.entry(DefinitionDiff.CALL, Set.of("name", "contract", "function", "amount")),
            Map.entry(DefinitionDiff.TYPED, Set.of("name", "types", "domain", "amount", "deadline")));

    private static final List<Class<? extends Record>> TYPES = List.of(
            KeyPolicy.class,
            Rule.class,
            DenyRule.class,
            Limit.PerTransaction.class,
            Limit.PerWindow.class,
            Limit.Outstanding.class,
            Limit.OutstandingCount.class,
            ClientDefinition.class,
            BitcoinKey.class,
            EthereumTerms.class,
            EthereumTerms.Nonces.class,
            OffChain.class,
            Safe.class,
            VenueKey.class,
            AssetDefinition.class,
            TokenDomain.class,
            ContractCall.class,
            ContractCall.Spent.class,
            TypedDefinition.class,
            TypedDefinition.AmountField.class,
            Hours.class);

    @Test
    void what_is_left_unproven_is_what_somebody_left_so() {
        assertThat(LEFT)
                .allSatisfy((comparison, left) ->
                        assertThat(comparison.undeclared()).containsExactlyInAnyOrderElementsOf(left));
    }

    @Test
    void a_bundle_hides_nothing() {
        var fields = Arrays.stream(PolicyBundle.class.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .map(field -> field.getName());

        assertThat(fields)
                .allSatisfy(
                        field -> assertThat(PolicyBundle.class.getMethod(field).getParameterCount())
                                .isZero());
    }

    @Test
    void a_component_that_nobody_knows_is_not_tighter() {
        record Thing(int known, String unknown, Set<String> alsoUnknown) {}
        var comparison =
                Comparison.ofRecord(Thing.class).part("known", Thing::known, Parts.bound("known", String::valueOf));
        var active = new Thing(2, "a", Set.of("x", "y"));

        assertThat(comparison.changes(ANYWHERE, active, active)).isEmpty();
        assertThat(comparison.changes(ANYWHERE, active, new Thing(1, "b", Set.of("x"))))
                .containsExactly(
                        new Change(Direction.TIGHTER, "keys.k.known", "is 1 (was 2)"),
                        new Change(Direction.OTHER, "keys.k.unknown", "is b (was a)"),
                        new Change(
                                Direction.OTHER,
                                "keys.k.also_unknown",
                                "is not what it was, and nothing proves that it allows less"));
    }

    @Test
    void a_component_is_declared_by_its_name() {
        assertThatThrownBy(() -> Comparison.ofRecord(Rule.class).without("iD"))
                .hasMessageStartingWith("no component iD among");
    }

    private static ClientDefinition withCa() {
        var ca = CaKey.parse("MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="); // RFC 8032 §7.1, TEST 1
        return new ClientDefinition(
                "desk", new Client("spiffe://firm.example/desk"), Optional.of(ca), Optional.empty());
    }

    /// A key with a condition in a rule of each kind.
    private static KeyPolicy withConditions() {
        var when = "when: 'tx.fee <= amount(\"1 ETH\")'";
        var text = PolicyText.FULL
                .replaceFirst("(- id: exchange-top-up\n)", "$1        " + when + "\n")
                .replaceFirst("(    rules:\n)", "$1      - { id: never, deny: [ transfer ], " + when + " }\n");
        try {
            return PolicyText.load(text).keys().stream()
                    .filter(key -> !key.denyRules().isEmpty())
                    .findFirst()
                    .orElseThrow();
        } catch (PolicyInvalid e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void every_component_matters_but_names() {
        var seen = new TreeSet<String>();
        BASE.keys().forEach(key -> hold(KeyDiff.KEY, key, seen));
        BASE.venueKeys().forEach(key -> hold(KeyDiff.VENUE_KEY, key, seen));
        BASE.clients().forEach(client -> hold(ClientDiff.CLIENT, client, seen));
        hold(ClientDiff.CLIENT, withCa(), seen);
        var conditional = withConditions();
        conditional.rules().forEach(rule -> hold(RuleDiff.RULE, rule, seen));
        conditional.denyRules().forEach(rule -> hold(RuleDiff.DENY_RULE, rule, seen));

        assertThat(seen)
                .containsAll(
                        TYPES.stream().flatMap(EveryComponentTest::components).toList());
    }

    @Test
    void no_change_is_tighter_both_ways() {
        BASE.keys()
                .forEach(key -> Variants.of(key).forEach(variant -> {
                    var there = KeyDiff.KEY.changes(ANYWHERE, key, (KeyPolicy) variant.value());
                    if (!there.isEmpty() && isTighter(there)) {
                        assertThat(isTighter(KeyDiff.KEY.changes(ANYWHERE, (KeyPolicy) variant.value(), key)))
                                .as("%s: %s", variant.path(), there)
                                .isFalse();
                    }
                }));
    }

    @Test
    void functions_of_calls_are_compared_by_their_signature() {
        assertThat(Function.parse("a(uint256)")).isEqualTo(Function.parse("a(uint256)"));
        assertThat(Function.parse("a(uint256)")).isNotEqualTo(Function.parse("a(uint128)"));
    }

    private static <T extends Record> void hold(Comparison<T> comparison, T thing, Set<String> seen) {
        for (var variant : Variants.of(thing)) {
            @SuppressWarnings("unchecked") // a variant of a T is a T
            var changed = (T) variant.value();
            var changes = comparison.changes(ANYWHERE, thing, changed);
            seen.addAll(variant.path());
            if (Collections.disjoint(variant.path(), NAMES)) {
                assertThat(changes).as("%s", variant.path()).isNotEmpty();
            }
        }
    }

    private static boolean isTighter(List<Change> changes) {
        return changes.stream().allMatch(change -> change.direction() == Direction.TIGHTER);
    }

    private static Stream<String> components(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .map(name -> type.getSimpleName() + "." + name);
    }
}
