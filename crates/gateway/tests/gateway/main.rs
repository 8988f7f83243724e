//! The gateway from outside. Each test is named after the rule or the threat of the README's table that it proves.

mod support;

mod rule_01_family;
mod rule_01_typed_calls;
mod rule_02_published_keys;
mod rule_02_sessions;
mod rule_02_tokens;
mod rule_03_capabilities;
mod rule_04_job_handles;
mod rule_05_batches;
mod rule_05_crashes;
mod rule_05_money;
mod rule_06_events;
mod rule_06_hooks;
mod rule_07_databases;
mod rule_07_files;
mod rule_07_kept_videos;
mod rule_07_outages;
mod rule_07_replicas;
mod rule_07_rivals;
mod rule_07_storage;
mod rule_08_errors;
mod rule_08_metrics;
mod rule_09_secrets;
mod rule_10_start_up;
mod threat_02_open_proxy;
mod threat_06_budgets;
mod threat_07_floods;
mod threat_11_results;
mod threat_14_smuggling;
mod threat_17_bombs;
mod threat_18_vendor_answers;
mod threat_19_browsers;
mod threat_23_direct_uploads;
mod threat_23_uploads;
mod threat_26_readiness;
