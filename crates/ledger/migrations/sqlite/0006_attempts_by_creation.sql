-- created_at_ms never changes, so an attempt that changes state needs no new index entry.
DROP INDEX attempts_by_age;
CREATE INDEX attempts_by_age ON attempts (created_at_ms);
