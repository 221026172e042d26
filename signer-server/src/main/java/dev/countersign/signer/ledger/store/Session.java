package dev.countersign.signer.ledger.store;

import dev.countersign.signer.ledger.LedgerRefused;
import dev.countersign.signer.ledger.sql.Sql;
import java.sql.SQLException;
import java.util.List;

/// What the committing thread does with the database around the work of each group.
@FunctionalInterface
public interface Session {

    /// Before the first work of a group, in its transaction: afterwards what is in memory is what is in the database.
    ///
    /// @param group all that will be done
    /// @return false if another node kept its turn too long: this one does nothing, and knows what it knew
    /// @throws LedgerRefused if nothing may be written now
    default boolean begin(List<? extends GroupCommit.Work<?>> group) throws SQLException, LedgerRefused {
        return true;
    }

    /// Ends its transaction; what was written is durable then.
    default void commit(Sql sql) throws SQLException {
        sql.commit();
    }

    /// After its commit, before anybody is answered.
    void committed() throws SQLException;

    /// True if [#renew] can mend a fault: what was not answered may have been committed or not, and is read again.
    default boolean canRenew(SQLException fault) {
        return false;
    }

    /// Reaches the database again, and reads everything anew that is in memory.
    ///
    /// @throws LedgerRefused if what is reached may not be written, in words for the operator
    /// @throws SQLException if it cannot be reached yet
    default void renew() throws SQLException, LedgerRefused {
        throw new IllegalStateException("a fault ends this session");
    }
}
