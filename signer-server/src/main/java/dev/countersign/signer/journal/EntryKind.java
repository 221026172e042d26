package dev.countersign.signer.journal;

/// The kinds of [JournalEntry] and the words for them in the stored bytes.
enum EntryKind {
    CREATED("created"),
    STARTED("started"),
    RESUMED("resumed"),
    ARCHIVED("archived"),
    POLICY_ACTIVATED("policy_activated"),
    POLICY_ACCEPTED("policy_accepted"),
    POLICY_VETOED("policy_vetoed"),
    POLICY_OVERTAKEN("policy_overtaken"),
    POLICY_REFUSED("policy_refused"),
    TIGHTENED("tightened"),
    LOOSENED("loosened"),
    PRICES_ACCEPTED("prices_accepted"),
    PRICES_REFUSED("prices_refused"),
    OBSERVED("observed"),
    RESERVED("reserved"),
    SETTLED("settled"),
    RELEASED("released"),
    RELEASED_BY_ORDER("released_by_order"),
    REFUSED("refused"),
    REFUSALS_OMITTED("refusals_omitted");

    private final String word;

    EntryKind(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    static EntryKind of(JournalEntry entry) {
        return switch (entry) {
            case JournalEntry.Created _ -> CREATED;
            case JournalEntry.Started _ -> STARTED;
            case JournalEntry.Resumed _ -> RESUMED;
            case JournalEntry.Archived _ -> ARCHIVED;
            case JournalEntry.PolicyActivated _ -> POLICY_ACTIVATED;
            case JournalEntry.PolicyAccepted _ -> POLICY_ACCEPTED;
            case JournalEntry.PolicyVetoed _ -> POLICY_VETOED;
            case JournalEntry.PolicyOvertaken _ -> POLICY_OVERTAKEN;
            case JournalEntry.PolicyRefused _ -> POLICY_REFUSED;
            case JournalEntry.Tightened _ -> TIGHTENED;
            case JournalEntry.Loosened _ -> LOOSENED;
            case JournalEntry.PricesAccepted _ -> PRICES_ACCEPTED;
            case JournalEntry.PricesRefused _ -> PRICES_REFUSED;
            case JournalEntry.Observed _ -> OBSERVED;
            case JournalEntry.Reserved _ -> RESERVED;
            case JournalEntry.Settled _ -> SETTLED;
            case JournalEntry.Released _ -> RELEASED;
            case JournalEntry.ReleasedByOrder _ -> RELEASED_BY_ORDER;
            case JournalEntry.Refused _ -> REFUSED;
            case JournalEntry.RefusalsOmitted _ -> REFUSALS_OMITTED;
        };
    }

    /// @throws IllegalArgumentException if no kind has this word
    static EntryKind of(String word) {
        for (var kind : values()) {
            if (kind.word.equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("unknown kind of entry");
    }
}
