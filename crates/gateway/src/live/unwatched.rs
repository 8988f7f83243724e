use std::sync::Arc;
use std::time::Duration;

use akool_contract::ResultsRequest;
use akool_ledger::Ledger;

use crate::Clock;
use crate::live::LiveError;
use crate::live::fetch_results::ResultFetcher;
use crate::telemetry::Chain;

/// Asks about jobs whose outcome is not known yet, so that a video is copied although its page was closed.
pub async fn poll_unwatched(ledger: Arc<Ledger>, fetcher: Arc<ResultFetcher>, clock: Clock, interval: Duration) {
    loop {
        tokio::time::sleep(interval).await;
        // Of several gateways on one ledger, one searches it.
        if !*ledger.leadership().borrow() {
            continue;
        }
        let mut after = 0;
        loop {
            let (ids, last) = match ledger.unfinished_jobs(after, ResultsRequest::MAXIMUM_IDS, clock.now_ms()).await {
                Ok(found) => found,
                Err(error) => {
                    tracing::error!(error = %Chain(&error), "jobs without an outcome cannot be read from the ledger");
                    break;
                }
            };
            if ids.is_empty() {
                break;
            }
            after = last;
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            // The fetcher itself records what the vendor says.
            match fetcher.fetch_results(&ids).await {
                Err(LiveError::Vendor(error)) if !error.may_be_about_one_job() => break,
                _ => {}
            }
        }
    }
}
