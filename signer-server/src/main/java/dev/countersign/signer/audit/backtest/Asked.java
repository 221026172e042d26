package dev.countersign.signer.audit.backtest;

import dev.countersign.signer.journal.Intent;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.RequestId;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/// What an entry says was asked for, and what was decided then.
///
/// @param index of the entry
/// @param at ledger time of the entry: of a reservation that of its charge, of a refusal a moment later
/// @param publicKey of the key; empty for a refusal, which does not tell it
/// @param refusal the first reason then; empty if it was allowed
record Asked(
        long index,
        Instant at,
        Name name,
        KeyId keyId,
        Optional<PinnedKey> publicKey,
        Intent intent,
        Optional<Refusal> refusal) {

    /// Who asked, by which id, for what. A refusal binds no id, so one id can stand for several contents.
    record Name(Client client, RequestId requestId, Digest32 digest) {}

    static Asked of(long index, JournalEntry.Reserved entry) {
        return new Asked(
                index,
                entry.at(),
                new Name(entry.client(), entry.requestId(), entry.requestDigest()),
                entry.keyId(),
                Optional.of(entry.publicKey()),
                entry.intent(),
                Optional.empty());
    }

    /// Empty if it was refused before it was decoded.
    static Optional<Asked> of(long index, JournalEntry.Refused entry) {
        if (entry.intent().isEmpty() || entry.requestDigest().isEmpty()) {
            return Optional.empty();
        }
        var name = new Name(
                entry.client(),
                new RequestId(entry.requestId()),
                entry.requestDigest().get());
        return Optional.of(new Asked(
                index,
                entry.at(),
                name,
                new KeyId(entry.keyId()),
                Optional.empty(),
                entry.intent().get(),
                entry.refusals().stream().min(Comparator.comparing(Refusal::reason))));
    }

    Client client() {
        return name.client();
    }

    /// True if something of it has a name that the policy gave it: a contract call, typed data.
    boolean isNamed() {
        return intent.effects().stream()
                .anyMatch(effect -> effect.action().permission().named());
    }
}
