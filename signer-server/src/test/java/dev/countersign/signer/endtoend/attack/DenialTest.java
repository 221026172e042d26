package dev.countersign.signer.endtoend.attack;

import static dev.countersign.signer.endtoend.attack.EthereumCalls.address;
import static dev.countersign.signer.endtoend.attack.EthereumCalls.data;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.decode.Effect;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.ethereum.typed.TypedJson;
import dev.countersign.signer.endtoend.attack.Table.Row;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.SigningRequest.EthereumTransaction;
import dev.countersign.signer.model.SigningRequest.EthereumTypedData;
import dev.countersign.signer.model.SigningRequest.Payload;
import dev.countersign.signer.policy.Approved;
import dev.countersign.signer.policy.Denied;
import dev.countersign.signer.policy.PolicyEngine;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Everything that `policy/calls.yaml` allows, by the key's own account and by its Safe (`attack/allowed-*.txt`), under
/// the same policy with one denial more: it is refused if it does what is denied, by whatever way, and else signed.
class DenialTest {

    private static final String LEAVES = "transfer, approve, wrap, call";

    static Stream<Named<Payload>> payloads() {
        return Stream.concat(
                Table.read("/attack/allowed-calls.txt").map(DenialTest::call),
                Table.read("/attack/allowed-safes.txt").map(DenialTest::safe));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("payloads")
    void what_is_denied_in_every_form_is_refused(Payload payload) throws Exception {
        assertDenied("deny: [ " + LEAVES + ", revoke, cancel ]", payload, _ -> true);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("payloads")
    void an_asset_that_is_denied_leaves_by_no_way(Payload payload) throws Exception {
        assertDenied(
                "deny: [ " + LEAVES + " ], assets: [ USDC ]",
                payload,
                effect -> effect instanceof Movement movement
                        && movement.amount().asset().caip19().endsWith(address("USDC")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("payloads")
    void an_account_that_is_denied_is_reached_by_no_way(Payload payload) throws Exception {
        assertDenied("deny: [ " + LEAVES + " ], to: [ pool ]", payload, effect -> switch (effect) {
            case Movement movement -> isPool(movement.to());
            case Deed deed -> deed.target().filter(DenialTest::isPool).isPresent();
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("payloads")
    void a_safe_that_is_denied_does_nothing_and_the_key_itself_all_that_it_may(Payload payload) throws Exception {
        assertDenied(
                "deny: [ " + LEAVES + ", revoke, cancel ], safe: treasury",
                payload,
                _ -> payload instanceof EthereumTypedData);
    }

    private static void assertDenied(String denial, Payload payload, Predicate<Effect> isDenied) throws Exception {
        var transaction = Firm.read(payload);
        assertThat(Firm.approve(payload)).isInstanceOf(Approved.class);

        var decision = new PolicyEngine().evaluate(grant(denial), transaction, Firm.NOW);

        if (transaction.effects().stream().anyMatch(isDenied)) {
            assertThat(decision)
                    .isInstanceOfSatisfying(
                            Denied.class,
                            denied -> assertThat(denied.refusals())
                                    .extracting(Refusal::reason)
                                    .containsOnly(Reason.DENIED_BY_RULE));
        } else {
            assertThat(decision).isInstanceOf(Approved.class);
        }
    }

    private static boolean isPool(Account account) {
        return account.address().equals(address("POOL"));
    }

    private static Named<Payload> call(Row row) {
        return Named.of(
                row.toString(), new EthereumTransaction(EthereumCalls.transaction(row.get(1), data(row.get(2)))));
    }

    private static Named<Payload> safe(Row row) {
        var to = row.get(1).split(" \\+ ", 2);
        var json = TypedJson.safeTransaction(
                address("SAFE"),
                address(to[0]),
                to.length > 1 ? to[1] : "0",
                Integer.parseInt(row.get(2)),
                data(row.get(3)));
        return Named.of("Safe: " + row, new EthereumTypedData(json.bytes()));
    }

    /// The policy with one rule more for the first key.
    private static Grant grant(String denial) throws Exception {
        try (var file = DenialTest.class.getResourceAsStream("/policy/calls.yaml")) {
            var text = new String(Objects.requireNonNull(file).readAllBytes(), UTF_8);
            return PolicyText.load(
                            text.replaceFirst("    rules:\n", "    rules:\n      - { id: no, " + denial + " }\n"))
                    .grant(new Client("spiffe://firm.example/hot-wallet"), new KeyId("eth-hot"));
        }
    }
}
