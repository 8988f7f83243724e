-- Finished jobs and the archived copies of their videos.
CREATE TABLE kept_videos (
    vendor_id TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'kept', 'given_up', 'deleted')),
    -- The random name of the copy.
    file BLOB NOT NULL,
    expires_at_seconds INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    -- When the next attempt to copy may start. While a gateway copies, this is the end of its lease.
    not_before_ms INTEGER NOT NULL,
    created_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX kept_videos_waiting ON kept_videos (not_before_ms) WHERE state = 'waiting';
