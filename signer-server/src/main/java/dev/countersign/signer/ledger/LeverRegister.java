package dev.countersign.signer.ledger;

import dev.countersign.signer.governance.Mandate;
import dev.countersign.signer.ledger.lever.Levers;
import dev.countersign.signer.ledger.lever.PulledLever;
import dev.countersign.signer.model.Lever;
import dev.countersign.signer.model.Refused;
import java.time.Instant;
import java.util.function.Function;

/// The levers that operators pulled: kept in the ledger, so that the thread that commits asks them
/// before each reservation and each settlement. Every method but [#standing] writes the journal.
/// Thread-safe.
public interface LeverRegister {

    /// An operator's command.
    ///
    /// @param operator who gave it, a SPIFFE ID
    /// @param id 1 to 64 characters; the same of the same operator is the same command, given again
    /// @param reason why, one line
    record Pull(String operator, String id, String reason) {}

    /// What stands: a lever that is being pulled does, and one that is being let go of, too. Never
    /// waits.
    Levers standing();

    /// Pulls a lever. When it returns, nothing that the lever stops is released any more. A command that
    /// is given again pulls nothing anew.
    ///
    /// @param lever made by the thread that commits, given ledger time
    /// @throws Refused MALFORMED_REQUEST if the id was used for another command of the operator's
    PulledLever pull(Pull pull, Function<Instant, Lever> lever) throws Refused;

    /// Lets go of a lever, by an order to unfreeze.
    ///
    /// @throws Refused ORDER_REFUSED if the order's entry pulled another lever, or one that stands no
    ///     more, or the order was given before
    void lift(Mandate mandate) throws Refused;

    /// Gives back the charge of a request that is in doubt, by an order to release.
    ///
    /// @throws Refused ORDER_REFUSED if the order's entry is not the request's latest reservation, it is
    ///     settled or released, this process may still be signing it, or the order was given before
    void release(Mandate mandate) throws Refused;

    /// Lets go of a lever where no officers are.
    ///
    /// @param index of the entry that pulled it
    /// @param reason why, one line
    /// @throws Refused ORDER_REFUSED if there are officers, or no such lever stands
    PulledLever liftWithoutOfficers(long index, String reason) throws Refused;
}
