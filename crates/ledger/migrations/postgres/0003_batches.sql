-- The first attempt of the batch, which has the caller's key and the answer. NULL outside of batches.
ALTER TABLE attempts ADD COLUMN batch BIGINT;
CREATE INDEX attempts_by_batch ON attempts (batch) WHERE batch IS NOT NULL;
