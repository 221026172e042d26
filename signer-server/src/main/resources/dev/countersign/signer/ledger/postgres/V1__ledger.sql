-- The ledger's schema: that of SQLite, with PostgreSQL's types. Times are milliseconds since 1970-01-01T00:00Z in ledger
-- time; amounts are decimal text in base units.

-- Text that is compared and ordered by its bytes, as SQLite does.
CREATE DOMAIN bytewise AS TEXT COLLATE "C";

CREATE TABLE schema_version (
    version BIGINT   PRIMARY KEY
);

INSERT INTO schema_version (version) VALUES (5);

-- The clock that ledger time follows: milliseconds since 1970-01-01T00:00Z.
CREATE FUNCTION database_time() RETURNS BIGINT VOLATILE LANGUAGE sql
AS $$ SELECT (extract(epoch FROM clock_timestamp()) * 1000)::BIGINT $$;

-- One row, which a node locks while it writes: which ledger this is, the active policy, and the journal's head.
CREATE TABLE ledger (
    only_row       BIGINT   PRIMARY KEY CHECK (only_row = 1),
    ledger_id      bytewise NOT NULL,
    deployment     bytewise NOT NULL,
    policy_version BIGINT   NOT NULL DEFAULT 0,
    policy_digest  BYTEA,
    tree_size      BIGINT   NOT NULL,
    tree_root      BYTEA    NOT NULL,
    frontier       BYTEA    NOT NULL, -- the hashes of the tree's right edge, 32 bytes each
    last_at        BIGINT   NOT NULL, -- the last ledger time recorded
    database_at    BIGINT,  -- the clock of this server at last_at
    archived       BIGINT   NOT NULL DEFAULT 0, -- how many entries are in files of the archive: they may leave the table
    full_since     BIGINT   -- when it was resumed after it had been put back: windows count as full for their length
);

-- Every policy that officers signed and that was taken in.
CREATE TABLE policy (
    version      BIGINT   PRIMARY KEY,
    digest       BYTEA    NOT NULL UNIQUE,
    content      BYTEA    NOT NULL,
    signatures   bytewise NOT NULL, -- armored, one after the other
    officers     bytewise NOT NULL, -- who signed: names, with commas between
    state        bytewise NOT NULL CHECK (state IN ('WAITING', 'ACTIVE', 'REPLACED', 'VETOED', 'OVERTAKEN')),
    accepted_at  BIGINT   NOT NULL,
    effective_at BIGINT   NOT NULL
);

CREATE UNIQUE INDEX one_policy_active ON policy (state) WHERE state = 'ACTIVE';
CREATE UNIQUE INDEX one_policy_waiting ON policy (state) WHERE state = 'WAITING';

-- Every price table that price signers signed and that was taken in.
CREATE TABLE price_table (
    version     BIGINT   PRIMARY KEY,
    content     BYTEA    NOT NULL,
    signatures  bytewise NOT NULL, -- armored, one after the other
    signers     bytewise NOT NULL, -- who signed: names, with commas between
    terms       bytewise NOT NULL, -- the currency, the assets and their decimals that it was taken in for
    taken_in_at BIGINT   NOT NULL
);

-- The orders of officers that were given: each holds once.
CREATE TABLE officer_order (
    nonce    BYTEA    PRIMARY KEY,
    given_at BIGINT   NOT NULL
);

CREATE TABLE journal (
    idx       BIGINT   PRIMARY KEY,
    content   BYTEA    NOT NULL,
    leaf_hash BYTEA    NOT NULL
);

-- What stays of an entry that is archived: see SQLite's schema.
CREATE TABLE archived_entry (
    idx       BIGINT   PRIMARY KEY,
    leaf_hash BYTEA    NOT NULL
);

-- Every entry, in one of the two.
CREATE VIEW entry (idx, content, leaf_hash) AS
SELECT idx, content, leaf_hash FROM journal UNION ALL SELECT idx, NULL, leaf_hash FROM archived_entry;

-- What operators pulled to stop or slow signing, and whether it was let go of.
CREATE TABLE lever (
    pulled_index BIGINT   PRIMARY KEY,
    lever        bytewise NOT NULL,
    operator     bytewise NOT NULL,
    command_id   bytewise NOT NULL, -- the same again of the same operator is the same command
    reason       bytewise NOT NULL,
    pulled_at    BIGINT   NOT NULL,
    lifted_index BIGINT,
    UNIQUE (operator, command_id)
);

CREATE TABLE checkpoint (
    id        BIGINT   GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tree_size BIGINT   NOT NULL,
    tree_root BYTEA    NOT NULL,
    note      bytewise NOT NULL
);

-- What a request id binds, for ever, and what became of it.
CREATE TABLE request (
    id             BIGINT   PRIMARY KEY,
    client         bytewise NOT NULL,
    request_id     bytewise NOT NULL,
    digest         BYTEA    NOT NULL,
    key_id         bytewise NOT NULL,
    key_kind       bytewise NOT NULL,
    public_key     BYTEA    NOT NULL,
    safe           bytewise,             -- whose transaction it is, CAIP-10; NULL for the key's own
    family         BIGINT   NOT NULL REFERENCES request (id), -- the first request on its slots: itself, or what it replaces
    state          bytewise NOT NULL CHECK (state IN ('RESERVED', 'SETTLED', 'RELEASED')),
    attempt        BIGINT   NOT NULL,
    in_doubt       BIGINT   NOT NULL, -- 1 if the outcome of an earlier attempt is unknown
    first_at       BIGINT   NOT NULL,
    reserved_at    BIGINT   NOT NULL, -- of the latest attempt
    reserved_index BIGINT   NOT NULL,
    rule_id        bytewise NOT NULL,
    -- A line each: kind, base units, asset, destination if there is one, =USD.2:units if it had a price. A charge is open (it does not age) while its
    -- request is RESERVED, and counts from settled_at when it is SETTLED. A released request has none.
    charges        bytewise NOT NULL,
    settled_at     BIGINT,
    settled_index  BIGINT,
    signatures     BYTEA,             -- 65 bytes each
    payload        BYTEA,
    transaction_id bytewise,
    UNIQUE (client, request_id),
    CHECK ((state = 'SETTLED') = (settled_at IS NOT NULL)),
    CHECK ((settled_at IS NULL) = (signatures IS NULL))
);

-- A replacement is rare, so only those are found by family: each insert touches as few trees as can be.
CREATE INDEX request_by_family ON request (family) WHERE family <> id;
-- What counts in a window: everything of a key that was settled since some time, or not at all.
CREATE INDEX request_by_settlement ON request (public_key, settled_at) WHERE state <> 'RELEASED';
-- What other nodes settled since a node's last turn.
CREATE INDEX request_by_settled_index ON request (settled_index) WHERE settled_index IS NOT NULL;

-- Who took a slot: the first request, and those that replace it.
CREATE TABLE slot (
    payer      BYTEA    NOT NULL, -- the public key, or the CAIP-10 account of a Safe
    slot_id    bytewise NOT NULL,
    request    BIGINT   NOT NULL REFERENCES request (id),
    intent     BYTEA    NOT NULL,
    cancels    BIGINT   NOT NULL,
    fee_cap    bytewise NOT NULL,
    tip        bytewise NOT NULL,
    PRIMARY KEY (payer, slot_id, request)
);

CREATE INDEX slot_by_request ON slot (request);

-- How far a series of slots, such as a key's nonces on a chain, is spent without a gap: every number from first to
-- next - 1 is taken, and next is free.
CREATE TABLE series (
    payer      BYTEA    NOT NULL, -- the public key, or the CAIP-10 account of a Safe
    name       bytewise NOT NULL, -- a slot's id is the name, / and its number
    first      BIGINT   NOT NULL,
    next       BIGINT   NOT NULL,
    PRIMARY KEY (payer, name),
    CHECK (first <= next)
);

-- What can still be used of what is reserved or signed: a row for each slot that ends its request when it is spent on
-- the chain. What cannot be used any more has no row, so that this is as long as what is outstanding.
CREATE TABLE living (
    series     bytewise NOT NULL, -- the nonces of an account or of a Safe, or an output; it begins with the chain and /
    number     BIGINT   NOT NULL,
    request    BIGINT   NOT NULL REFERENCES request (id),
    until      BIGINT   NOT NULL, -- when it expires; 9223372036854775807 if only the chain ends it
    PRIMARY KEY (series, number, request)
);

CREATE INDEX living_by_request ON living (request, until);
CREATE INDEX living_by_end ON living (until) WHERE until < 9223372036854775807;

-- What observers said of the chain: every number of a series below next is spent.
CREATE TABLE spent (
    series     bytewise PRIMARY KEY,
    next       BIGINT   NOT NULL
);

-- The block that each chain was last observed at.
CREATE TABLE observed (
    chain      bytewise PRIMARY KEY,
    block      BIGINT   NOT NULL,
    hash       BYTEA    NOT NULL
);

-- What must stay for ever cannot be taken away by a mistake of ours.
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$;

CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal FOR EACH ROW
EXECUTE FUNCTION refuse('the journal is append-only');
CREATE TRIGGER archived_entry_is_for_ever BEFORE UPDATE OR DELETE ON archived_entry FOR EACH ROW
EXECUTE FUNCTION refuse('the journal is append-only');
CREATE TRIGGER archived_stays_archived BEFORE UPDATE OF archived ON ledger FOR EACH ROW
WHEN (NEW.archived < OLD.archived OR NEW.archived > NEW.tree_size)
EXECUTE FUNCTION refuse('what is archived stays archived, and is in the journal');

CREATE FUNCTION refuse_unless_archived() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN
    IF OLD.idx < (SELECT archived FROM ledger)
        AND EXISTS (SELECT 1 FROM archived_entry a WHERE a.idx = OLD.idx AND a.leaf_hash = OLD.leaf_hash) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the journal is append-only, and this entry is not archived' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER journal_is_not_deleted BEFORE DELETE ON journal FOR EACH ROW EXECUTE FUNCTION refuse_unless_archived();
CREATE TRIGGER request_is_not_deleted BEFORE DELETE ON request FOR EACH ROW
EXECUTE FUNCTION refuse('requests are for ever');
CREATE TRIGGER settled_is_not_changed BEFORE UPDATE ON request FOR EACH ROW WHEN (OLD.state = 'SETTLED')
EXECUTE FUNCTION refuse('a settled request does not change');
CREATE TRIGGER lever_is_not_deleted BEFORE DELETE ON lever FOR EACH ROW
EXECUTE FUNCTION refuse('levers are for ever');
CREATE TRIGGER price_table_is_for_ever BEFORE UPDATE OR DELETE ON price_table FOR EACH ROW
EXECUTE FUNCTION refuse('price tables are for ever');
CREATE TRIGGER slot_is_for_ever BEFORE UPDATE OR DELETE ON slot FOR EACH ROW
EXECUTE FUNCTION refuse('slots are for ever');
CREATE TRIGGER spent_stays_spent BEFORE UPDATE ON spent FOR EACH ROW WHEN (NEW.next < OLD.next)
EXECUTE FUNCTION refuse('what is spent stays spent');
CREATE TRIGGER spent_is_not_deleted BEFORE DELETE ON spent FOR EACH ROW
EXECUTE FUNCTION refuse('what is spent stays spent');

CREATE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION 'a ledger is not emptied' USING ERRCODE = 'integrity_constraint_violation'; END $$;

CREATE TRIGGER ledger_is_not_emptied BEFORE TRUNCATE ON ledger FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();
CREATE TRIGGER policy_is_not_emptied BEFORE TRUNCATE ON policy FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();
CREATE TRIGGER price_table_is_not_emptied BEFORE TRUNCATE ON price_table FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();
CREATE TRIGGER officer_order_is_not_emptied BEFORE TRUNCATE ON officer_order FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();
CREATE TRIGGER journal_is_not_emptied BEFORE TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();
CREATE TRIGGER archived_entry_is_not_emptied BEFORE TRUNCATE ON archived_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();
CREATE TRIGGER lever_is_not_emptied BEFORE TRUNCATE ON lever FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();
CREATE TRIGGER checkpoint_is_not_emptied BEFORE TRUNCATE ON checkpoint FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();
CREATE TRIGGER request_is_not_emptied BEFORE TRUNCATE ON request FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();
CREATE TRIGGER slot_is_not_emptied BEFORE TRUNCATE ON slot FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();
CREATE TRIGGER series_is_not_emptied BEFORE TRUNCATE ON series FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();
CREATE TRIGGER living_is_not_emptied BEFORE TRUNCATE ON living FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();
CREATE TRIGGER spent_is_not_emptied BEFORE TRUNCATE ON spent FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();
CREATE TRIGGER observed_is_not_emptied BEFORE TRUNCATE ON observed FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();
