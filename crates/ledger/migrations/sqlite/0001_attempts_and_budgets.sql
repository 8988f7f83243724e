CREATE TABLE attempts (
    id INTEGER PRIMARY KEY,
    subject TEXT NOT NULL,
    -- The caller's Idempotency-Key, or a random one if there was none.
    idempotency_key TEXT NOT NULL,
    body_digest BLOB NOT NULL,
    token TEXT NOT NULL,
    -- The day of the budget it counts against: days since 1970 in UTC.
    day INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('reserved', 'sent', 'accepted', 'refused', 'unknown')),
    -- What determines the price, such as the resolution and the duration.
    kind TEXT NOT NULL,
    -- What is held or was charged: an estimate until Akool reports the real cost.
    millicredits INTEGER NOT NULL CHECK (millicredits >= 0),
    vendor_id TEXT,
    -- The response to a second request with the same key. Opaque to the ledger.
    answer TEXT,
    created_at_ms INTEGER NOT NULL,
    changed_at_ms INTEGER NOT NULL,
    UNIQUE (subject, idempotency_key)
) STRICT;
CREATE INDEX attempts_by_age ON attempts (changed_at_ms);
CREATE INDEX attempts_under_way ON attempts (state) WHERE state IN ('reserved', 'sent');

-- What is held or was charged: per token, per subject and day, and per day for the whole site.
CREATE TABLE budgets (
    level TEXT NOT NULL CHECK (level IN ('token', 'subject', 'site')),
    name TEXT NOT NULL,
    day INTEGER NOT NULL,
    millicredits INTEGER NOT NULL,
    creates INTEGER NOT NULL,
    PRIMARY KEY (level, name, day)
) STRICT, WITHOUT ROWID;

-- What Akool charged last for a kind of video. Its published prices are not always what it charges.
CREATE TABLE prices (kind TEXT PRIMARY KEY, millicredits INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE revoked (token TEXT PRIMARY KEY, until_seconds INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- When a master secret was first configured as the previous one.
CREATE TABLE previous_secrets (fingerprint TEXT PRIMARY KEY, since_seconds INTEGER NOT NULL) STRICT, WITHOUT ROWID;
