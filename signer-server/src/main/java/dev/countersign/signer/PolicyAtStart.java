package dev.countersign.signer;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.PolicyInvalid;
import dev.countersign.signer.bundle.PolicyLoader;
import dev.countersign.signer.governance.Endorsed;
import dev.countersign.signer.governance.PolicyFiles;
import dev.countersign.signer.governance.SignedPolicy;
import dev.countersign.signer.governance.Succession;
import dev.countersign.signer.hsm.Genesis;
import dev.countersign.signer.ledger.Ledger;
import dev.countersign.signer.ledger.LedgerRefused;
import dev.countersign.signer.ledger.PolicyRecord;
import dev.countersign.signer.ledger.SqlLedgerReader;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Refused;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which policy a server starts with: the ledger's, once officers govern it. The file is then an offer: one that the
/// ledger knows, or one that may follow.
///
/// @param offered the file
/// @param takenIn the ledger knows the file's policy, whatever became of it
/// @param active what the ledger says decides; empty if no policy of its has officers
/// @param waiting what the ledger says will decide
/// @param genesis what every token must remember
record PolicyAtStart(
        ServerConfig config,
        PolicyFiles offered,
        boolean takenIn,
        Optional<PolicyBundle> active,
        Optional<PolicyBundle> waiting,
        Optional<Genesis> genesis) {

    private static final String IN_THE_LEDGER = "the ledger's policy";
    private static final Logger log = LoggerFactory.getLogger(PolicyAtStart.class);

    /// Reads the file and the ledger; writes nothing.
    ///
    /// @throws StartRefused if the ledger's policies are not what officers signed, one after the other
    static PolicyAtStart read(ServerConfig config) throws PolicyInvalid, IOException, LedgerRefused, StartRefused {
        var offered = PolicyFiles.read(config.policy());
        try (var ledger = SqlLedgerReader.open(config.ledger().database())) {
            var record = ledger.policies();
            var decided = decided(config, record);
            return new PolicyAtStart(
                    config,
                    offered,
                    record.takenIn().contains(offered.bundle().digest()),
                    decided.isEmpty()
                            ? Optional.empty()
                            : Optional.of(decided.getLast().bundle()),
                    waiting(record),
                    genesis(config, ledger.ledgerId(), record, offered.bundle()));
        }
    }

    private static List<SignedPolicy> decided(ServerConfig config, PolicyRecord record)
            throws PolicyInvalid, StartRefused {
        try {
            return record.verified(config.deployment());
        } catch (Refused refused) {
            throw new StartRefused(config.ledger().database(), refused);
        }
    }

    /// What waits is held against the active policy when its time comes.
    private static Optional<PolicyBundle> waiting(PolicyRecord record) throws PolicyInvalid {
        return record.waiting().isEmpty()
                ? Optional.empty()
                : Optional.of(new PolicyLoader()
                        .parse(IN_THE_LEDGER, record.waiting().get().content()));
    }

    private static Optional<Genesis> genesis(
            ServerConfig config, String ledgerId, PolicyRecord record, PolicyBundle offered) {
        var first = record.decided().stream()
                .findFirst()
                .map(policy -> Digest32.sha256(policy.content().toByteArray()))
                .or(() -> Optional.of(offered.digest())
                        .filter(_ -> offered.governance().isPresent()));
        return first.map(digest -> new Genesis(config.deployment(), ledgerId, digest));
    }

    /// Every policy whose keys the server may have to serve without another start, what decides first.
    List<PolicyBundle> known() {
        return Stream.of(active, Optional.of(offered.bundle()).filter(_ -> !takenIn), waiting)
                .flatMap(Optional::stream)
                .toList();
    }

    /// Makes the policy active that the server is to begin with.
    ///
    /// @throws StartRefused if the file is none that may decide, which the journal tells if officers govern it
    PolicyBundle settle(Ledger ledger) throws StartRefused, Refused {
        if (active.isEmpty() && offered.bundle().governance().isEmpty()) {
            return activate(ledger);
        }
        if (!takenIn) {
            accept(ledger);
        }
        var decides = ledger.policies().standing().digest();
        if (!decides.equals(Optional.of(offered.bundle().digest()))) {
            log.warn("{} is not the policy that decides, which is {}", config.policy(), decides.orElseThrow());
        }
        return known().stream()
                .filter(bundle -> decides.equals(Optional.of(bundle.digest())))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the ledger's policy is none of those that were read"));
    }

    private PolicyBundle activate(Ledger ledger) throws StartRefused {
        try {
            ledger.activate(offered.bundle());
            return offered.bundle();
        } catch (Refused refused) {
            throw new StartRefused(config.policy(), refused);
        }
    }

    private void accept(Ledger ledger) throws StartRefused, Refused {
        try {
            ledger.policies().accept(endorsed());
        } catch (Refused refused) {
            ledger.policies().refused("start", offered.bundle().digest(), refused.refusal());
            throw new StartRefused(config.policy(), refused);
        }
    }

    private Endorsed endorsed() throws Refused {
        var succession = new Succession(config.deployment());
        var signed = offered.signed();
        return active.isPresent() ? succession.successor(active.get(), signed) : succession.genesis(signed);
    }
}
