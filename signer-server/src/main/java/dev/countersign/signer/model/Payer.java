package dev.countersign.signer.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;

/// Whose assets leave by a signature, and whose nonces it spends. Slots are taken and charges counted by payer,
/// whichever key signs.
public sealed interface Payer {

    /// The account of one key. By its public key: a key that is renamed pays what it paid before.
    record Key(PinnedKey publicKey) implements Payer {

        @Override
        public Bytes id() {
            return publicKey.encoded();
        }

        @Override
        public String toString() {
            return "key " + publicKey;
        }
    }

    /// A Safe: several keys sign each of its transactions, and it pays once.
    record Safe(Account account) implements Payer {

        @Override
        public Bytes id() {
            return Bytes.of(account.caip10().getBytes(UTF_8));
        }

        @Override
        public String toString() {
            return "Safe " + account;
        }
    }

    /// Who pays for what `signer` signs.
    ///
    /// @param safe whose transaction it is; empty for the signer's own
    static Payer of(PinnedKey signer, Optional<Account> safe) {
        return safe.isPresent() ? new Safe(safe.get()) : new Key(signer);
    }

    /// Unique among all payers: the encoding that pins the key, or the Safe's CAIP-10 account in ASCII.
    Bytes id();
}
