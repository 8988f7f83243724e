//! Every background task of the gateway, in one table.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use tokio::task::JoinHandle;

use crate::archive::copy_videos;
use crate::auth::follow_revocations;
use crate::capability::MAXIMUM_LIFETIME_SECONDS;
use crate::components::Components;
use crate::live::{poll, poll_unwatched};
use crate::telemetry::Chain;

const SWEEP_INTERVAL: Duration = Duration::from_secs(600);
/// How soon the orders of a gateway that ended are resolved once this one leads.
const RESOLVE_INTERVAL: Duration = Duration::from_millis(500);
/// Between two searches for jobs without an outcome, in looks for videos that wait to be copied.
const COPIES_PER_SEARCH: u32 = 20;

/// A task that runs as long as the gateway does.
struct Task {
    /// Its name in the log.
    name: &'static str,
    /// When it does something.
    runs: &'static str,
    /// What it does.
    purpose: &'static str,
    /// How it ends when the gateway stops.
    stop: Stop,
    start: fn(&Components) -> Work,
}

/// How a task ends when the gateway stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    /// It can be cut off at any point.
    Abort,
    /// It watches [`Components::stopping`] and is waited for until the drain deadline.
    Finish,
}

type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

const TASKS: [Task; 8] = [
    Task {
        name: "check-key",
        runs: "once at the start",
        purpose: "finds out by a free call whether the vendor accepts the API key",
        stop: Stop::Abort,
        start: |components| Box::pin(check_key(components.clone())),
    },
    Task {
        name: "probe-key",
        runs: "every 30 seconds while the vendor refuses the API key",
        purpose: "finds out when the key works again, since a load balancer sends no callers to a gateway that is not ready",
        stop: Stop::Abort,
        start: |components| Box::pin(probe_refused_key(components.clone())),
    },
    Task {
        name: "poll",
        runs: "every second while jobs are watched, slower for older jobs and while the vendor fails",
        purpose: "polls watched jobs, here or through the gateway that polls for all on the same ledger",
        stop: Stop::Abort,
        start: |components| Box::pin(poll(components.poller.clone())),
    },
    Task {
        name: "poll-unwatched",
        runs: "every 10 minutes, if finished videos are copied",
        purpose: "polls jobs whose page was closed, so that their videos are copied as well",
        stop: Stop::Abort,
        start: |components| Box::pin(unwatched(components.clone())),
    },
    Task {
        name: "copy-videos",
        runs: "when a video has finished, and every 30 seconds",
        purpose: "copies finished videos into the storage",
        stop: Stop::Finish,
        start: |components| Box::pin(copy_videos(components.archive.clone())),
    },
    Task {
        name: "sweep",
        runs: "at the start and every 10 minutes",
        purpose: "deletes expired files, and rows of the ledger that no capability can name any more",
        stop: Stop::Abort,
        start: |components| Box::pin(sweep(components.clone())),
    },
    Task {
        name: "follow-revocations",
        runs: "on events of other gateways on the same ledger",
        purpose: "applies revocations made at other gateways",
        stop: Stop::Abort,
        start: |components| Box::pin(follow_revocations(components.auth.revocations.clone())),
    },
    Task {
        name: "resolve-left-behind",
        runs: "twice a second at the gateway that leads",
        purpose: "resolves orders of gateways that ended while they were under way",
        stop: Stop::Abort,
        start: |components| Box::pin(resolve_left_behind(components.clone())),
    },
];

/// The tasks that run.
pub struct BackgroundTasks {
    running: Vec<(&'static Task, JoinHandle<()>)>,
}

impl BackgroundTasks {
    /// Starts every task of the table.
    pub fn start(components: &Components) -> Self {
        static TABLE: [Task; 8] = TASKS;
        let start = |task: &'static Task| {
            tracing::debug!(task = task.name, runs = task.runs, purpose = task.purpose, "background task started");
            (task, tokio::spawn((task.start)(components)))
        };
        Self { running: TABLE.iter().map(start).collect() }
    }

    /// Waits for the tasks that finish by themselves once the gateway is stopping.
    pub async fn finished(&mut self) {
        for (task, handle) in &mut self.running {
            if task.stop == Stop::Finish {
                let _ = handle.await;
            }
        }
    }
}

impl Drop for BackgroundTasks {
    fn drop(&mut self) {
        self.running.iter().for_each(|(_, handle)| handle.abort());
    }
}

async fn check_key(components: Components) {
    if !components.checks_key_at_start {
        return;
    }
    match components.vendor.credits().await {
        Ok(_) => tracing::info!("the vendor accepts the API key"),
        // Already logged where the readiness changed.
        Err(error) if error.is_about_our_key() => {}
        Err(error) => tracing::warn!(?error, "it is not known yet whether the vendor accepts the API key"),
    }
}

async fn probe_refused_key(components: Components) {
    let readiness = components.vendor.readiness();
    loop {
        readiness.until_refused().await;
        while !readiness.is_ready() {
            tokio::time::sleep(components.key_probe_interval).await;
            // The call itself updates the readiness.
            let _ = components.vendor.credits().await;
        }
    }
}

async fn unwatched(components: Components) {
    let Components { archive, ledger, fetcher, clock, .. } = components;
    if archive.is_enabled() {
        poll_unwatched(ledger, fetcher, clock, archive.interval * COPIES_PER_SEARCH).await;
    }
}

async fn sweep(components: Components) {
    let Components { ledger, storage, clock, .. } = components;
    let mut ticks = tokio::time::interval(SWEEP_INTERVAL);
    // Opening the storage swept it already. Counting again while the first files arrive would count those twice.
    let mut is_first = true;
    loop {
        ticks.tick().await;
        // Of several gateways on one ledger, one cleans it up.
        let leads = *ledger.leadership().borrow();
        if leads && let Err(error) = ledger.delete_expired(clock.now_ms(), MAXIMUM_LIFETIME_SECONDS * 1000).await {
            tracing::error!(error = %Chain(&error), "old rows of the ledger could not be deleted");
        }
        if std::mem::take(&mut is_first) {
            continue;
        }
        match storage.sweep(clock.now_seconds()).await {
            Ok(deleted) => tracing::debug!(deleted, "expired files deleted"),
            Err(error) => tracing::error!(error = %Chain(&error), "expired files could not be deleted"),
        }
    }
}

async fn resolve_left_behind(components: Components) {
    let Components { ledger, clock, .. } = components;
    let mut leads = ledger.leadership();
    while ledger.is_shared() && leads.wait_for(|leads| *leads).await.is_ok() {
        if let Err(error) = ledger.resolve_orphaned(clock.now_ms()).await {
            tracing::error!(error = %Chain(&error), "the orders of a gateway that ended could not be resolved");
        }
        tokio::time::sleep(RESOLVE_INTERVAL).await;
    }
}
