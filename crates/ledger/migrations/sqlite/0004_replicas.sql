-- The running gateway that is working on the attempt.
ALTER TABLE attempts ADD COLUMN replica INTEGER NOT NULL DEFAULT 0;
CREATE INDEX attempts_by_token ON attempts (token);
