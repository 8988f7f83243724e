-- When the caller deleted the job. It is not listed any more.
ALTER TABLE attempts ADD COLUMN deleted_at_ms BIGINT;
-- The jobs of a subject, by age.
CREATE INDEX attempts_by_subject ON attempts (subject, created_at_ms, id)
WHERE state = 'accepted' AND deleted_at_ms IS NULL;
