use super::LedgerError;

/// Forward only: step n brings a book of version n to version n + 1. Steps that were released are never changed. They are
/// SQLite's words; PostgreSQL has the same tables under its own names for types.
const STEPS: [&str; 6] = [
    "
    CREATE TABLE attempts (
        id INTEGER PRIMARY KEY,
        subject TEXT NOT NULL,
        -- The caller's key, or a random one when he gave none.
        idempotency_key TEXT NOT NULL,
        body_digest BLOB NOT NULL,
        token TEXT NOT NULL,
        -- Days since 1970 (UTC) of the budget it counts against.
        day INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('reserved', 'sent', 'accepted', 'refused', 'unknown')),
        -- What kind of video, for learning its price.
        kind TEXT NOT NULL,
        -- What is held or was taken: an estimate until the vendor says what it really costs.
        millicredits INTEGER NOT NULL CHECK (millicredits >= 0),
        vendor_id TEXT,
        -- What a second request with the same key is answered.
        answer TEXT,
        created_at_ms INTEGER NOT NULL,
        changed_at_ms INTEGER NOT NULL,
        UNIQUE (subject, idempotency_key)
    ) STRICT;
    CREATE INDEX attempts_by_age ON attempts (changed_at_ms);
    CREATE INDEX attempts_under_way ON attempts (state) WHERE state IN ('reserved', 'sent');

    -- What is held or was taken, per token, per subject and day, and per day.
    CREATE TABLE budgets (
        level TEXT NOT NULL CHECK (level IN ('token', 'subject', 'site')),
        name TEXT NOT NULL,
        day INTEGER NOT NULL,
        millicredits INTEGER NOT NULL,
        creates INTEGER NOT NULL,
        PRIMARY KEY (level, name, day)
    ) STRICT, WITHOUT ROWID;

    -- What the vendor took last for a kind of video; its published prices are not what it charges.
    CREATE TABLE prices (kind TEXT PRIMARY KEY, millicredits INTEGER NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE revoked (token TEXT PRIMARY KEY, until_seconds INTEGER NOT NULL) STRICT, WITHOUT ROWID;

    -- When a master secret was first seen as the previous one.
    CREATE TABLE previous_secrets (fingerprint TEXT PRIMARY KEY, since_seconds INTEGER NOT NULL) STRICT, WITHOUT ROWID;
",
    "CREATE INDEX attempts_by_job ON attempts (vendor_id) WHERE vendor_id IS NOT NULL;",
    "
    -- Of a variation in a batch: the batch's first attempt, which has the caller's key and the answer.
    ALTER TABLE attempts ADD COLUMN batch INTEGER;
    CREATE INDEX attempts_by_batch ON attempts (batch) WHERE batch IS NOT NULL;
",
    "
    -- Which running gateway an attempt is in the hands of.
    ALTER TABLE attempts ADD COLUMN replica INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX attempts_by_token ON attempts (token);
",
    "
    -- Jobs that have ended, and the copies of their videos.
    CREATE TABLE kept_videos (
        vendor_id TEXT PRIMARY KEY,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'kept', 'given_up', 'deleted')),
        -- The copy's random name.
        file BLOB NOT NULL,
        expires_at_seconds INTEGER NOT NULL,
        tries INTEGER NOT NULL,
        -- Nobody begins to copy it before; while somebody copies it, this is when his lease ends.
        not_before_ms INTEGER NOT NULL,
        created_at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX kept_videos_waiting ON kept_videos (not_before_ms) WHERE state = 'waiting';
",
    "
    -- What does not change needs no new entry when an attempt moves on.
    DROP INDEX attempts_by_age;
    CREATE INDEX attempts_by_age ON attempts (created_at_ms);
",
];

/// The version this program writes.
pub const VERSION: i64 = STEPS.len() as i64;

/// What a book of `version` lacks.
pub fn steps_from(version: i64) -> Result<&'static [&'static str], LedgerError> {
    usize::try_from(version).ok().and_then(|version| STEPS.get(version..)).ok_or_else(LedgerError::newer_version)
}

/// A step in PostgreSQL's words.
pub fn for_postgres(step: &str) -> String {
    step.replace(" INTEGER", " BIGINT")
        .replace(" BLOB", " BYTEA")
        .replace(") STRICT, WITHOUT ROWID;", ");")
        .replace(") STRICT;", ");")
}
