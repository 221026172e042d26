package dev.countersign.signer.ledger.prices;

import dev.countersign.signer.bundle.Reference;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/// A price table as the ledger keeps it. Nothing of it has been checked.
///
/// @param content its bytes, which its digest is the SHA-256 of
/// @param signatures what price signers made of it, armored
/// @param signers who signed it, by name
/// @param terms what it was taken in for, as [#terms] writes it
/// @param takenIn ledger time
public record StoredPrices(
        long version, Bytes content, List<String> signatures, List<String> signers, String terms, Instant takenIn) {

    public StoredPrices {
        signatures = List.copyOf(signatures);
        signers = List.copyOf(signers);
    }

    /// SHA-256 of the content.
    public Digest32 digest() {
        return Digest32.sha256(content.toByteArray());
    }

    /// What makes a price another one though its text stays: a line `USD.2` for the currency and its decimals, then one
    /// for each asset, its decimals and its id, in the order of the ids.
    static String terms(Reference reference) {
        var currency = reference.currency();
        return currency.code() + "." + currency.decimals() + "\n"
                + reference.assets().entrySet().stream()
                        .map(entry ->
                                entry.getKey().caip19() + " " + entry.getValue().decimals() + "\n")
                        .sorted()
                        .collect(Collectors.joining());
    }
}
