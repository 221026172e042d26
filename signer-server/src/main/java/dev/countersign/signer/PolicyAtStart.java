package dev.countersign.signer;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.PolicyInvalid;
import dev.countersign.signer.bundle.PolicyLoader;
import dev.countersign.signer.governance.Endorsed;
import dev.countersign.signer.governance.PolicyFiles;
import dev.countersign.signer.governance.Succession;
import dev.countersign.signer.hsm.Genesis;
import dev.countersign.signer.ledger.GovernedPolicy;
import dev.countersign.signer.ledger.Ledger;
import dev.countersign.signer.ledger.LedgerRefused;
import dev.countersign.signer.ledger.PolicyRecord;
import dev.countersign.signer.ledger.SqliteLedgerReader;
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

    private static final Logger log = LoggerFactory.getLogger(PolicyAtStart.class);

    /// Reads the file and the ledger; writes nothing.
    static PolicyAtStart read(ServerConfig config) throws PolicyInvalid, IOException, LedgerRefused {
        var offered = PolicyFiles.read(config.policy());
        try (var ledger = SqliteLedgerReader.open(config.ledger().path())) {
            var record = ledger.policies();
            return new PolicyAtStart(
                    config,
                    offered,
                    record.takenIn().contains(offered.bundle().digest()),
                    bundle(record.active()),
                    bundle(record.waiting()),
                    genesis(config, ledger.ledgerId(), record, offered.bundle()));
        }
    }

    private static Optional<Genesis> genesis(
            ServerConfig config, String ledgerId, PolicyRecord record, PolicyBundle offered) {
        var first = record.first()
                .map(GovernedPolicy::digest)
                .or(() -> Optional.of(offered.digest())
                        .filter(_ -> offered.governance().isPresent()));
        return first.map(digest -> new Genesis(config.deployment(), ledgerId, digest));
    }

    private static Optional<PolicyBundle> bundle(Optional<GovernedPolicy> policy) throws PolicyInvalid {
        return policy.isEmpty()
                ? Optional.empty()
                : Optional.of(new PolicyLoader()
                        .parse("the ledger's policy", policy.get().content()));
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
        var decides = ledger.policies().activateDue().digest();
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
