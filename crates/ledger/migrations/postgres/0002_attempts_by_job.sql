CREATE INDEX attempts_by_job ON attempts (vendor_id) WHERE vendor_id IS NOT NULL;
