package dev.countersign.signer.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.signer.authentication.Operator;
import dev.countersign.signer.authentication.Role;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.ledger.LedgerSettings;
import dev.countersign.signer.ledger.SqlLedger;
import dev.countersign.signer.ledger.TestAnchors;
import dev.countersign.signer.ledger.TimeSource;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import dev.countersign.signer.model.Brake;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Lever;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.operations.EmergencyOffice.Command;
import dev.countersign.signer.operations.LeverNames.Scope;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who may pull a lever, and what a name at 3 a.m. means.
class EmergencyOfficeTest {

    private static final Operator TIGHTENS = new Operator("spiffe://firm.example/ops/alice", Set.of(Role.TIGHTEN));
    private static final Operator OBSERVES = new Operator("spiffe://firm.example/ops/bob", Set.of(Role.OBSERVE));
    private static final Client TREASURY = new Client("spiffe://firm.example/treasury");

    private PolicyBundle policy;
    private SqlLedger ledger;
    private EmergencyOffice office;
    private int commands;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        policy = PolicyText.load(PolicyText.FULL);
        var database = folder.resolve("ledger.db");
        SqlLedger.create(database, TestAnchors.of(database), "test");
        ledger = SqlLedger.open(
                new LedgerSettings(
                        new SqliteEngine(database), TestAnchors.of(database), "test", Duration.ofHours(1), false),
                TimeSource.system(),
                "test");
        ledger.activate(policy);
        office = new EmergencyOffice(() -> policy, ledger);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void names_are_the_policys() throws Exception {
        var key = policy.grant(TREASURY, new KeyId("pol-hot")).key().publicKey();
        assertThat(freeze(Scope.KEY, "pol-hot").lever().lever()).isEqualTo(new Lever.FreezeKey(key.encoded()));
        assertThat(freeze(Scope.CLIENT, "treasury").lever().lever()).isEqualTo(new Lever.FreezeClient(TREASURY));
        assertThat(freeze(Scope.ASSET, "USDC").lever().lever())
                .hasToString("FreezeAsset[asset=eip155:1/erc20:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48]");
        assertThat(freeze(Scope.ALL, "").lever().lever()).isEqualTo(new Lever.FreezeAll());
        assertThat(office.revoke(TIGHTENS, command(), "treasury").lever().lever())
                .isEqualTo(new Lever.RevokeClient(TREASURY));
        assertThat(office.inForce(OBSERVES)).hasSize(5);
    }

    @Test
    void an_identity_is_taken_and_told_whether_the_policy_has_it() throws Exception {
        var key = policy.grant(TREASURY, new KeyId("pol-hot")).key().publicKey();
        assertThat(freeze(Scope.KEY, key.hex()).known()).isTrue();
        assertThat(freeze(Scope.KEY, "02" + "11".repeat(32)).known()).isFalse();
        assertThat(freeze(Scope.CLIENT, TREASURY.spiffeId()).known()).isTrue();
        assertThat(freeze(Scope.CLIENT, "spiffe://firm.example/gone").known()).isFalse();
        assertThat(freeze(Scope.ASSET, "eip155:1/slip44:60").known()).isTrue();
        assertThat(freeze(Scope.ASSET, "eip155:1/slip44:61").known()).isFalse();
        assertThat(office.revoke(TIGHTENS, command(), "spiffe://firm.example/gone")
                        .known())
                .isFalse();
        assertThat(ledger.levers().standing().standing()).hasSize(7);
    }

    @Test
    void a_name_that_the_policy_lacks_stops_nothing_and_tells_those_that_it_has() {
        assertThat(refused(Reason.MALFORMED_REQUEST, () -> freeze(Scope.KEY, "eth-hto")))
                .hasMessageContaining("no key 'eth-hto'")
                .hasMessageContaining("it names eth-hot, pol-hot");
        assertThat(refused(Reason.MALFORMED_REQUEST, () -> freeze(Scope.CLIENT, "treasurer")))
                .hasMessageContaining("treasury");
        assertThat(refused(Reason.MALFORMED_REQUEST, () -> freeze(Scope.ASSET, "USDT")))
                .hasMessageContaining("USDC");
        assertThat(refused(Reason.MALFORMED_REQUEST, () -> office.revoke(TIGHTENS, command(), "treasurer")))
                .hasMessageContaining("treasury");
        assertThat(ledger.levers().standing().standing()).isEmpty();
    }

    @Test
    void a_brake_ends_after_its_length_in_ledger_time() throws Exception {
        var pulled = office.brake(TIGHTENS, command(), new Brake(10), Duration.ofHours(2))
                .lever();

        assertThat(pulled.lever())
                .isEqualTo(new Lever.PullBrake(new Brake(10), pulled.at().plus(Duration.ofHours(2))));
    }

    @Test
    void each_command_takes_its_own_role() {
        refused(Reason.ROLE_MISSING, () -> office.freeze(OBSERVES, command(), Scope.ALL, ""));
        refused(Reason.ROLE_MISSING, () -> office.revoke(OBSERVES, command(), "treasury"));
        refused(Reason.ROLE_MISSING, () -> office.brake(OBSERVES, command(), new Brake(10), Duration.ofHours(1)));
        refused(Reason.ROLE_MISSING, () -> office.inForce(TIGHTENS));
        assertThat(ledger.levers().standing().standing()).isEmpty();
    }

    @Test
    void levers_are_bounded_for_each_operator() throws Exception {
        for (var lever = 0; lever < 50; lever++) {
            freeze(Scope.ALL, "");
        }

        refused(Reason.RATE_EXCEEDED, () -> {
            for (var lever = 0; lever < 50; lever++) {
                freeze(Scope.ALL, "");
            }
        });
    }

    private EmergencyOffice.Pulled freeze(Scope scope, String name) throws Refused {
        return office.freeze(TIGHTENS, command(), scope, name);
    }

    private Command command() {
        return new Command("c" + commands++, "a test");
    }

    private static Refused refused(Reason reason, ThrowingCallable call) {
        var refused = catchThrowableOfType(Refused.class, call);
        assertThat(refused.reason()).isEqualTo(reason);
        return refused;
    }
}
