-- What Akool said last about jobs that callers of several replicas watch. The leader writes it, the others read it.
CREATE TABLE polled_jobs (
    vendor_id TEXT PRIMARY KEY,
    -- The record as JSON, without the webhook URL. NULL if Akool does not know the job yet. Opaque to the ledger.
    record TEXT,
    polled_at_ms BIGINT NOT NULL
);
