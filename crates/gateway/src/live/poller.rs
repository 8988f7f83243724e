use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use akool_contract::ResultsRequest;
use akool_ledger::Ledger;

use super::Watches;
use super::follow::follow;
use super::pace::Pace;
use super::relay::relay;
use crate::Clock;
use crate::live::fetch_results::{FetchedResults, ResultFetcher};
use crate::vendor::VendorError;

/// Between two polls of reported jobs. Reports that come together share one.
const REPORT_INTERVAL: Duration = Duration::from_millis(20);

/// Keeps watched jobs up to date.
#[derive(Clone)]
pub struct Poller {
    pub ledger: Arc<Ledger>,
    pub watches: Arc<Watches>,
    pub fetcher: Arc<ResultFetcher>,
    pub clock: Clock,
    /// Between two polls of young jobs.
    pub interval: Duration,
}

/// Keeps watched jobs up to date. Of several gateways on one ledger, the leader polls for all, and the others read what it
/// has polled.
pub async fn poll(poller: Poller) {
    let mut leadership = poller.ledger.leadership();
    loop {
        let is_leader = *leadership.borrow_and_update();
        let task = async {
            if !poller.ledger.is_shared() {
                run_rounds(&poller).await;
            } else if is_leader {
                tokio::join!(run_rounds(&poller), relay(&poller));
            } else {
                follow(&poller).await;
            }
        };
        tokio::select! {
            () = task => return,
            changed = leadership.changed() => {
                if changed.is_err() {
                    // The ledger is being closed.
                    return;
                }
            }
        }
    }
}

/// Polls Akool: one round at a time, for all jobs together.
async fn run_rounds(poller: &Poller) {
    let mut pace = Pace::new(poller.interval);
    loop {
        let (due, youngest) = poller.watches.due(poller.clock.running());
        if due.is_empty() {
            poller.watches.woken().await;
            continue;
        }
        let fetch = async |ids: Vec<String>| {
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            poller.fetcher.fetch_results_each(&ids).await
        };
        match poll_round(&poller.watches, &due, &fetch).await {
            Ok(()) => pace.succeeded(),
            Err(fault) => pace.backed_off(&fault),
        }
        loop {
            tokio::select! {
                () = next_round(&poller.watches, &pace, youngest) => break,
                // A vendor that asked for fewer requests is not asked earlier for a report either.
                fault = poll_reported(&poller.watches, &fetch), if !pace.is_slowed() => pace.backed_off(&fault),
            }
        }
    }
}

/// Waits until the next round is due: for a while, or for less if one is asked for.
async fn next_round(watches: &Watches, pace: &Pace, youngest: Duration) {
    tokio::time::sleep(pace.least()).await;
    let rest = pace.pause(youngest).saturating_sub(pace.least());
    tokio::select! {
        () = tokio::time::sleep(rest) => {}
        () = watches.woken() => {}
    }
}

/// Polls jobs as they are reported, and no others, so that a page learns of a finished video within milliseconds. Returns
/// when that fails; the next round polls those jobs again.
async fn poll_reported<Answer>(watches: &Watches, fetch: impl Fn(Vec<String>) -> Answer) -> VendorError
where
    Answer: Future<Output = Result<FetchedResults, VendorError>>,
{
    loop {
        let reported = watches.reported(ResultsRequest::MAXIMUM_IDS).await;
        if let Err(fault) = poll_round(watches, &reported, &fetch).await {
            return fault;
        }
        tokio::time::sleep(REPORT_INTERVAL).await;
    }
}

/// Polls all jobs that are due, fifty a request. Fails when Akool answered nothing, or not about all of them.
async fn poll_round<Answer>(
    watches: &Watches,
    due: &[String],
    fetch: impl Fn(Vec<String>) -> Answer,
) -> Result<(), VendorError>
where
    Answer: Future<Output = Result<FetchedResults, VendorError>>,
{
    let (mut has_answer, mut last_fault) = (false, None);
    for chunk in due.chunks(ResultsRequest::MAXIMUM_IDS) {
        let halted = match fetch(chunk.to_vec()).await {
            Ok(fetched) => {
                has_answer = true;
                if fetched.has_answer {
                    // A job without a usable answer counts as polled, so that callers who watch others as well do not wait for it.
                    let asked: Vec<&str> = chunk.iter().map(String::as_str).collect();
                    watches.apply(&asked, fetched.result);
                }
                fetched.halted
            }
            Err(fault) => Some(fault),
        };
        last_fault = halted.or(last_fault);
        // If a job of this chunk may be the reason, the other chunks are polled all the same.
        if halted.is_some_and(|fault| !fault.may_be_about_one_job()) {
            break;
        }
    }
    watches.finish_round();
    last_fault.filter(|fault| !has_answer || !fault.may_be_about_one_job()).map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use akool_contract::JobRecord;

    use super::*;

    #[tokio::test]
    async fn rule_06_a_thousand_watchers_of_a_hundred_jobs_cost_two_requests_a_round() {
        let watches = Arc::new(Watches::default());
        let ids: Vec<String> = (0..100).map(|number| format!("job-{number}")).collect();
        let mut watchers: Vec<_> = (0..1000).map(|_| watches.subscribe(ids.clone(), Duration::ZERO)).collect();
        let requests = AtomicUsize::new(0);
        let answer_with = |status| {
            let requests = &requests;
            move |ids: Vec<String>| {
                requests.fetch_add(1, Ordering::Relaxed);
                let record = |id| JobRecord { id: Some(id), status: Some(status), ..JobRecord::default() };
                let result = ids.into_iter().map(record).collect();
                std::future::ready(Ok(FetchedResults { result, has_answer: true, ..FetchedResults::default() }))
            }
        };
        let (due, _) = watches.due(Duration::ZERO);
        poll_round(&watches, &due, answer_with(1)).await.expect("the vendor answers");
        assert_eq!(requests.load(Ordering::Relaxed), 2, "a hundred jobs, fifty a request");
        for watcher in &mut watchers {
            assert_eq!(watcher.snapshot().await.len(), 100);
        }
        poll_round(&watches, &due, answer_with(3)).await.expect("the vendor answers");
        assert_eq!(requests.load(Ordering::Relaxed), 4);
        assert!(watches.due(Duration::ZERO).0.is_empty(), "finished jobs are not polled any more");
        drop(watchers);
        let again = watches.subscribe(ids, Duration::ZERO);
        assert_eq!(watches.due(Duration::ZERO).0.len(), 100, "nothing is kept of jobs that no caller watches");
        drop(again);
    }
}
