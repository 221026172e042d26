-- The ledger's schema. Times are milliseconds since 1970-01-01T00:00Z in ledger time; amounts are decimal text in base
-- units, because SQLite's integers end at 2^63.

PRAGMA application_id = 1129532487; -- "CSLG"
PRAGMA user_version = 5;

-- One row: which ledger this is, the active policy, and the journal's head.
CREATE TABLE ledger (
    only_row       INTEGER PRIMARY KEY CHECK (only_row = 1),
    ledger_id      TEXT    NOT NULL,
    deployment     TEXT    NOT NULL,
    policy_version INTEGER NOT NULL DEFAULT 0,
    policy_digest  BLOB,
    tree_size      INTEGER NOT NULL,
    tree_root      BLOB    NOT NULL,
    frontier       BLOB    NOT NULL, -- the hashes of the tree's right edge, 32 bytes each
    last_at        INTEGER NOT NULL, -- the last ledger time recorded
    database_at    INTEGER,          -- the clock that several nodes share, at last_at; NULL here, where one serves
    archived       INTEGER NOT NULL DEFAULT 0, -- how many entries are in files of the archive: they may leave the table
    full_since     INTEGER           -- when it was resumed after it had been put back: windows count as full for their length
) STRICT;

-- Every policy that officers signed and that was taken in.
CREATE TABLE policy (
    version      INTEGER PRIMARY KEY,
    digest       BLOB    NOT NULL UNIQUE,
    content      BLOB    NOT NULL,
    signatures   TEXT    NOT NULL, -- armored, one after the other
    officers     TEXT    NOT NULL, -- who signed: names, with commas between
    state        TEXT    NOT NULL CHECK (state IN ('WAITING', 'ACTIVE', 'REPLACED', 'VETOED', 'OVERTAKEN')),
    accepted_at  INTEGER NOT NULL,
    effective_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX one_policy_active ON policy (state) WHERE state = 'ACTIVE';
CREATE UNIQUE INDEX one_policy_waiting ON policy (state) WHERE state = 'WAITING';

-- Every price table that price signers signed and that was taken in.
CREATE TABLE price_table (
    version     INTEGER PRIMARY KEY,
    content     BLOB    NOT NULL,
    signatures  TEXT    NOT NULL, -- armored, one after the other
    signers     TEXT    NOT NULL, -- who signed: names, with commas between
    terms       TEXT    NOT NULL, -- the currency, the assets and their decimals that it was taken in for
    taken_in_at INTEGER NOT NULL
) STRICT;

-- The orders of officers that were given: each holds once.
CREATE TABLE officer_order (
    nonce    BLOB    PRIMARY KEY,
    given_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
    idx       INTEGER PRIMARY KEY,
    content   BLOB NOT NULL,
    leaf_hash BLOB NOT NULL
) STRICT;

-- What stays of an entry that is archived. A row of its own, because one that shrinks in its place gives SQLite no page
-- back; and so an entry's index, which other tables name, cannot be a foreign key.
CREATE TABLE archived_entry (
    idx       INTEGER PRIMARY KEY,
    leaf_hash BLOB NOT NULL
) STRICT;

-- Every entry, in one of the two.
CREATE VIEW entry (idx, content, leaf_hash) AS
SELECT idx, content, leaf_hash FROM journal UNION ALL SELECT idx, NULL, leaf_hash FROM archived_entry;

-- What operators pulled to stop or slow signing, and whether it was let go of.
CREATE TABLE lever (
    pulled_index INTEGER PRIMARY KEY,
    lever        TEXT    NOT NULL,
    operator     TEXT    NOT NULL,
    command_id   TEXT    NOT NULL, -- the same again of the same operator is the same command
    reason       TEXT    NOT NULL,
    pulled_at    INTEGER NOT NULL,
    lifted_index INTEGER,
    UNIQUE (operator, command_id)
) STRICT;

CREATE TABLE checkpoint (
    id        INTEGER PRIMARY KEY,
    tree_size INTEGER NOT NULL,
    tree_root BLOB    NOT NULL,
    note      TEXT    NOT NULL
) STRICT;

-- What a request id binds, for ever, and what became of it.
CREATE TABLE request (
    id             INTEGER PRIMARY KEY,
    client         TEXT    NOT NULL,
    request_id     TEXT    NOT NULL,
    digest         BLOB    NOT NULL,
    key_id         TEXT    NOT NULL,
    key_kind       TEXT    NOT NULL,
    public_key     BLOB    NOT NULL,
    safe           TEXT,             -- whose transaction it is, CAIP-10; NULL for the key's own
    family         INTEGER NOT NULL REFERENCES request (id), -- the first request on its slots: itself, or what it replaces
    state          TEXT    NOT NULL CHECK (state IN ('RESERVED', 'SETTLED', 'RELEASED')),
    attempt        INTEGER NOT NULL,
    in_doubt       INTEGER NOT NULL, -- 1 if the outcome of an earlier attempt is unknown
    first_at       INTEGER NOT NULL,
    reserved_at    INTEGER NOT NULL, -- of the latest attempt
    reserved_index INTEGER NOT NULL,
    rule_id        TEXT    NOT NULL,
    -- A line each: kind, base units, asset, destination if there is one, =USD.2:units if it had a price. A charge is open (it does not age) while its
    -- request is RESERVED, and counts from settled_at when it is SETTLED. A released request has none.
    charges        TEXT    NOT NULL,
    settled_at     INTEGER,
    settled_index  INTEGER,
    signatures     BLOB,             -- 65 bytes each
    payload        BLOB,
    transaction_id TEXT,
    UNIQUE (client, request_id),
    CHECK ((state = 'SETTLED') = (settled_at IS NOT NULL)),
    CHECK ((settled_at IS NULL) = (signatures IS NULL))
) STRICT;

-- A replacement is rare, so only those are found by family: each insert touches as few trees as can be.
CREATE INDEX request_by_family ON request (family) WHERE family <> id;
-- What counts in a window: everything of a key that was settled since some time, or not at all.
CREATE INDEX request_by_settlement ON request (public_key, settled_at) WHERE state <> 'RELEASED';

-- Who took a slot: the first request, and those that replace it.
CREATE TABLE slot (
    payer      BLOB    NOT NULL, -- the public key, or the CAIP-10 account of a Safe
    slot_id    TEXT    NOT NULL,
    request    INTEGER NOT NULL REFERENCES request (id),
    intent     BLOB    NOT NULL,
    cancels    INTEGER NOT NULL,
    fee_cap    TEXT    NOT NULL,
    tip        TEXT    NOT NULL,
    PRIMARY KEY (payer, slot_id, request)
) STRICT, WITHOUT ROWID;

CREATE INDEX slot_by_request ON slot (request);

-- How far a series of slots, such as a key's nonces on a chain, is spent without a gap: every number from first to
-- next - 1 is taken, and next is free.
CREATE TABLE series (
    payer      BLOB    NOT NULL, -- the public key, or the CAIP-10 account of a Safe
    name       TEXT    NOT NULL, -- a slot's id is the name, / and its number
    first      INTEGER NOT NULL,
    next       INTEGER NOT NULL,
    PRIMARY KEY (payer, name),
    CHECK (first <= next)
) STRICT, WITHOUT ROWID;

-- What can still be used of what is reserved or signed: a row for each slot that ends its request when it is spent on
-- the chain. What cannot be used any more has no row, so that this is as long as what is outstanding.
CREATE TABLE living (
    series     TEXT    NOT NULL, -- the nonces of an account or of a Safe, or an output; it begins with the chain and /
    number     INTEGER NOT NULL,
    request    INTEGER NOT NULL REFERENCES request (id),
    until      INTEGER NOT NULL, -- when it expires; 9223372036854775807 if only the chain ends it
    PRIMARY KEY (series, number, request)
) STRICT, WITHOUT ROWID;

CREATE INDEX living_by_request ON living (request, until);
CREATE INDEX living_by_end ON living (until) WHERE until < 9223372036854775807;

-- What observers said of the chain: every number of a series below next is spent.
CREATE TABLE spent (
    series     TEXT    PRIMARY KEY,
    next       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The block that each chain was last observed at.
CREATE TABLE observed (
    chain      TEXT    PRIMARY KEY,
    block      INTEGER NOT NULL,
    hash       BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

-- What must stay for ever cannot be taken away by a mistake of ours.
CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_is_not_deleted BEFORE DELETE ON journal
WHEN OLD.idx >= (SELECT archived FROM ledger)
    OR NOT EXISTS (SELECT 1 FROM archived_entry a WHERE a.idx = OLD.idx AND a.leaf_hash = OLD.leaf_hash)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only, and this entry is not archived'); END;
CREATE TRIGGER archived_entry_is_not_changed BEFORE UPDATE ON archived_entry
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER archived_entry_is_not_deleted BEFORE DELETE ON archived_entry
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER archived_stays_archived BEFORE UPDATE OF archived ON ledger
WHEN NEW.archived < OLD.archived OR NEW.archived > NEW.tree_size
BEGIN SELECT RAISE(ABORT, 'what is archived stays archived, and is in the journal'); END;
CREATE TRIGGER request_is_not_deleted BEFORE DELETE ON request BEGIN SELECT RAISE(ABORT, 'requests are for ever'); END;
CREATE TRIGGER settled_is_not_changed BEFORE UPDATE ON request WHEN OLD.state = 'SETTLED'
BEGIN SELECT RAISE(ABORT, 'a settled request does not change'); END;
CREATE TRIGGER lever_is_not_deleted BEFORE DELETE ON lever BEGIN SELECT RAISE(ABORT, 'levers are for ever'); END;
CREATE TRIGGER price_table_is_not_changed BEFORE UPDATE ON price_table
BEGIN SELECT RAISE(ABORT, 'price tables are for ever'); END;
CREATE TRIGGER price_table_is_not_deleted BEFORE DELETE ON price_table
BEGIN SELECT RAISE(ABORT, 'price tables are for ever'); END;
CREATE TRIGGER slot_is_not_changed BEFORE UPDATE ON slot BEGIN SELECT RAISE(ABORT, 'slots are for ever'); END;
CREATE TRIGGER slot_is_not_deleted BEFORE DELETE ON slot BEGIN SELECT RAISE(ABORT, 'slots are for ever'); END;
CREATE TRIGGER spent_stays_spent BEFORE UPDATE ON spent WHEN NEW.next < OLD.next
BEGIN SELECT RAISE(ABORT, 'what is spent stays spent'); END;
CREATE TRIGGER spent_is_not_deleted BEFORE DELETE ON spent BEGIN SELECT RAISE(ABORT, 'what is spent stays spent'); END;
