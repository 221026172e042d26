package dev.countersign.signer.ledger.refusal;

import dev.countersign.signer.model.Client;
import java.util.HashMap;
import java.util.Map;

/// How many refusals of a client are journaled one by one: 50 at once, 10 a second in the long run. The rest
/// is counted. So a client that is refused all day does not fill the disk. Thread-safe.
final class RefusalRate {

    private static final double BURST = 50;
    private static final double PER_SECOND = 10;

    private static final class Account {
        double tokens = BURST;
        long filledNanos;
        long omitted;
    }

    private final Map<Client, Account> accounts = new HashMap<>();

    /// True if this refusal may be journaled; otherwise it is counted.
    synchronized boolean admit(Client client, long nowNanos) {
        var account = account(client, nowNanos);
        var elapsedSeconds = (nowNanos - account.filledNanos) / 1e9;
        account.tokens = Math.min(BURST, account.tokens + elapsedSeconds * PER_SECOND);
        account.filledNanos = nowNanos;
        if (account.tokens < 1) {
            account.omitted++;
            return false;
        }
        account.tokens--;
        return true;
    }

    /// Counts a refusal that was admitted but not journaled.
    synchronized void omit(Client client, long nowNanos) {
        account(client, nowNanos).omitted++;
    }

    /// What was counted since the last call, for each client that has any.
    synchronized Map<Client, Long> takeOmitted() {
        var omitted = new HashMap<Client, Long>();
        accounts.forEach((client, account) -> {
            if (account.omitted > 0) {
                omitted.put(client, account.omitted);
                account.omitted = 0;
            }
        });
        return omitted;
    }

    private Account account(Client client, long nowNanos) {
        return accounts.computeIfAbsent(client, _ -> {
            var account = new Account();
            account.filledNanos = nowNanos;
            return account;
        });
    }
}
