package dev.countersign.signer.governance;

import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.ChainSlot;
import dev.countersign.signer.model.ChainSlot.Spent;
import java.util.regex.Pattern;

/// One line of an [Observation].
public sealed interface Sighting {

    /// An account of an EVM chain whose next nonce is this one.
    ///
    /// @param next 1 or more
    record AccountNonce(Account account, long next) implements Sighting {

        @Override
        public Chain chain() {
            return account.chain();
        }

        @Override
        public Spent spent() {
            return new Spent(ChainSlot.nonces(account), next);
        }

        @Override
        public String text() {
            return "account " + account + " nonce " + next;
        }
    }

    /// A Safe whose next nonce is this one. An account can be both, with two nonces.
    ///
    /// @param next 1 or more
    record SafeNonce(Account safe, long next) implements Sighting {

        @Override
        public Chain chain() {
            return safe.chain();
        }

        @Override
        public Spent spent() {
            return new Spent(ChainSlot.safeNonces(safe), next);
        }

        @Override
        public String text() {
            return "safe " + safe + " nonce " + next;
        }
    }

    /// An output of a Bitcoin network that somebody spent.
    ///
    /// @param outpoint txid, as explorers write it, a colon, and the index
    record SpentOutput(Chain chain, String outpoint) implements Sighting {

        @Override
        public Spent spent() {
            return new Spent(ChainSlot.output(chain, outpoint), 1);
        }

        @Override
        public String text() {
            return "outpoint " + outpoint + " spent";
        }
    }

    Chain chain();

    Spent spent();

    /// The line, without its end.
    String text();

    /// Reads a line.
    ///
    /// @param chain of the observation
    /// @throws IllegalArgumentException in words, if it is not exactly of the form, or no line for this
    /// chain
    static Sighting parse(Chain chain, String line) {
        var nonce = Forms.NONCE.matcher(line);
        if (nonce.matches() && chain.namespace().equals("eip155")) {
            var account = Account.parse(nonce.group(2));
            var next = Long.parseLong(nonce.group(3));
            return nonce.group(1).equals("safe") ? new SafeNonce(account, next) : new AccountNonce(account, next);
        }
        var outpoint = Forms.OUTPOINT.matcher(line);
        if (outpoint.matches() && chain.namespace().equals("bip122")) {
            return new SpentOutput(chain, outpoint.group(1));
        }
        throw new IllegalArgumentException("an observation with a line that says nothing of " + chain);
    }

    /// How lines are written.
    final class Forms {

        private static final Pattern NONCE =
                Pattern.compile("(account|safe) (eip155:[1-9][0-9]{0,17}:0x[0-9a-f]{40}) nonce ([1-9][0-9]{0,17})");
        private static final Pattern OUTPOINT = Pattern.compile("outpoint ([0-9a-f]{64}:(?:0|[1-9][0-9]{0,9})) spent");

        private Forms() {}
    }
}
