package dev.countersign.signer.model;

import java.math.BigInteger;
import java.util.Optional;

/// What a signature spends, as the chain knows it, whichever key signs: a number of a series that is
/// spent in order, such as the nonces of an account; or an output, a series of the one number 0.
///
/// @param series unique among all chains, and beginning with its chain and a slash
/// @param number 0 or more
public record ChainSlot(String series, long number) {

    /// That every number of a series below `next` is spent.
    ///
    /// @param next 1 or more
    public record Spent(String series, long next) {

        public Spent {
            if (next < 1) {
                throw new IllegalArgumentException("nothing is spent of " + series);
            }
        }

        /// The series, a space, and `next`.
        public String text() {
            return series + " " + next;
        }

        /// Reads what [#text] writes.
        ///
        /// @throws IllegalArgumentException if it is none
        public static Spent parse(String text) {
            var space = text.indexOf(' ');
            if (space < 0) {
                throw new IllegalArgumentException("not a series and a number: " + text);
            }
            return new Spent(text.substring(0, space), Long.parseLong(text.substring(space + 1)));
        }
    }

    private static final String NONCE = "/nonce/";
    private static final String OUTPOINT = "/outpoint/";

    /// The nonces of an account's own transactions.
    public static String nonces(Account account) {
        return account.chain() + "/account/" + account.address() + "/nonce";
    }

    /// The nonces of a Safe. An account can be both, and then has two series.
    public static String safeNonces(Account safe) {
        return safe.chain() + "/safe/" + safe.address() + "/nonce";
    }

    /// An output.
    ///
    /// @param outpoint txid, colon, index
    public static String output(Chain chain, String outpoint) {
        return chain + OUTPOINT + outpoint;
    }

    /// A slot that nobody can observe to be spent.
    public static ChainSlot unobservable(Chain chain) {
        return new ChainSlot(chain + "/unobservable", 0);
    }

    /// What the slot of this id is on the chain; empty if it cannot be observed there, as of a permit.
    ///
    /// @param account that signs; that it is another's slot, the id says
    /// @param slotId as the decoder writes it
    public static Optional<ChainSlot> of(Chain chain, Account account, String slotId) {
        if (slotId.startsWith(chain + OUTPOINT)) {
            return Optional.of(new ChainSlot(slotId, 0));
        }
        if (slotId.startsWith(chain + NONCE)) {
            return Optional.of(new ChainSlot(nonces(account), number(slotId)));
        }
        return slotId.startsWith(chain + "/safe/")
                ? Optional.of(new ChainSlot(slotId.substring(0, slotId.lastIndexOf('/')), number(slotId)))
                : Optional.empty();
    }

    /// So high a number is never spent.
    private static long number(String slotId) {
        var number = new BigInteger(slotId.substring(slotId.lastIndexOf('/') + 1));
        return number.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
    }
}
