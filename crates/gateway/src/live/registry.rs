use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use akool_contract::JobRecord;
use tokio::sync::{Notify, mpsc, watch};

/// A subscription that lags behind by more changes than this ends. Its caller comes back and gets a snapshot.
const BACKLOG: usize = 128;

/// The new record of a job, with Akool's id.
pub type Change = (String, Arc<JobRecord>);

/// Which jobs are watched, and their last records.
pub struct Watches {
    jobs: Mutex<Jobs>,
    wake: Notify,
    report: Notify,
    rounds: watch::Sender<u64>,
}

#[derive(Default)]
struct Jobs {
    by_vendor_id: HashMap<String, Job>,
    /// Watched jobs that Akool has reported a change of, and that were not polled since.
    reported: HashSet<String>,
    subscriptions: u64,
}

struct Job {
    record: Option<Arc<JobRecord>>,
    /// Whether it was polled since it is watched. Akool may not know the job yet.
    was_polled: bool,
    watched_since: Duration,
    watchers: Vec<(u64, mpsc::Sender<Change>)>,
    /// Until then a caller of another gateway watches it.
    held_until: Option<Duration>,
}

impl Job {
    fn new(now: Duration) -> Self {
        Self { record: None, was_polled: false, watched_since: now, watchers: Vec::new(), held_until: None }
    }

    fn is_done(&self) -> bool {
        self.record.as_ref().is_some_and(|record| record.job_status().is_terminal())
    }
}

impl Default for Watches {
    fn default() -> Self {
        Self { jobs: Mutex::default(), wake: Notify::new(), report: Notify::new(), rounds: watch::Sender::new(0) }
    }
}

impl Watches {
    /// Begins to watch jobs.
    pub fn subscribe(self: &Arc<Self>, vendor_ids: Vec<String>, now: Duration) -> Subscription {
        let (sender, changes) = mpsc::channel(BACKLOG);
        let mut jobs = self.lock();
        jobs.subscriptions += 1;
        let number = jobs.subscriptions;
        for vendor_id in &vendor_ids {
            let job = jobs.by_vendor_id.entry(vendor_id.clone()).or_insert_with(|| Job::new(now));
            job.watchers.push((number, sender.clone()));
        }
        drop(jobs);
        self.wake.notify_one();
        Subscription { watches: self.clone(), number, vendor_ids, changes }
    }

    /// Watches jobs for another gateway until a time. [`Watches::held`] returns their records.
    pub fn hold(&self, vendor_ids: Vec<String>, now: Duration, until: Duration) {
        let mut jobs = self.lock();
        for vendor_id in vendor_ids {
            jobs.by_vendor_id.entry(vendor_id).or_insert_with(|| Job::new(now)).held_until = Some(until);
        }
        drop(jobs);
        self.wake.notify_one();
    }

    /// Every job that is watched for another gateway and was polled, with its last record.
    pub fn held(&self) -> Vec<(String, Option<Arc<JobRecord>>)> {
        let jobs = self.lock();
        let held = jobs.by_vendor_id.iter().filter(|(_, job)| job.held_until.is_some() && job.was_polled);
        held.map(|(vendor_id, job)| (vendor_id.clone(), job.record.clone())).collect()
    }

    /// Changes whenever a round of polls is over.
    pub fn rounds(&self) -> watch::Receiver<u64> {
        self.rounds.subscribe()
    }

    /// Akool has reported a change of this job. If it is watched and not done, it is polled at once.
    pub fn report(&self, vendor_id: &str) {
        let mut jobs = self.lock();
        if jobs.by_vendor_id.get(vendor_id).is_some_and(|job| !job.is_done()) {
            jobs.reported.insert(vendor_id.to_owned());
            drop(jobs);
            self.report.notify_one();
        }
    }

    /// Waits for reported jobs, and takes at most so many of them.
    pub async fn reported(&self, maximum: usize) -> Vec<String> {
        loop {
            let reported = self.take_reported(maximum);
            if !reported.is_empty() {
                return reported;
            }
            self.report.notified().await;
        }
    }

    fn take_reported(&self, maximum: usize) -> Vec<String> {
        let mut jobs = self.lock();
        let reported: Vec<String> = jobs.reported.iter().take(maximum).cloned().collect();
        for vendor_id in &reported {
            jobs.reported.remove(vendor_id);
        }
        reported
    }

    /// Whether this job is watched.
    pub fn contains(&self, vendor_id: &str) -> bool {
        self.lock().by_vendor_id.contains_key(vendor_id)
    }

    /// How many jobs are watched.
    pub fn count(&self) -> usize {
        self.lock().by_vendor_id.len()
    }

    /// Waits until a poll is asked for.
    pub async fn woken(&self) {
        self.wake.notified().await;
    }

    /// The jobs to poll, and how long the youngest of them has been watched. They include the reported ones.
    pub fn due(&self, now: Duration) -> (Vec<String>, Duration) {
        let mut jobs = self.lock();
        jobs.reported.clear();
        jobs.by_vendor_id.retain(|_, job| {
            job.held_until = job.held_until.filter(|until| *until > now);
            !job.watchers.is_empty() || job.held_until.is_some()
        });
        let due = jobs.by_vendor_id.iter().filter(|(_, job)| !job.is_done() || !job.was_polled);
        let youngest = due.clone().map(|(_, job)| now.saturating_sub(job.watched_since)).min().unwrap_or_default();
        (due.map(|(vendor_id, _)| vendor_id.clone()).collect(), youngest)
    }

    /// Stores the records of polled jobs and sends those that changed to their subscriptions.
    pub fn apply(&self, asked: &[&str], records: Vec<JobRecord>) {
        let mut jobs = self.lock();
        for vendor_id in asked {
            if let Some(job) = jobs.by_vendor_id.get_mut(*vendor_id) {
                job.was_polled = true;
            }
        }
        for record in records {
            let Some(vendor_id) = record.id.clone().filter(|id| asked.contains(&id.as_str())) else { continue };
            let Some(job) = jobs.by_vendor_id.get_mut(&vendor_id) else { continue };
            if job.record.as_deref() == Some(&record) {
                continue;
            }
            let record = Arc::new(record);
            job.record = Some(record.clone());
            job.watchers.retain(|(_, watcher)| watcher.try_send((vendor_id.clone(), record.clone())).is_ok());
        }
    }

    /// Ends a round of polls.
    pub fn finish_round(&self) {
        self.rounds.send_modify(|rounds| *rounds += 1);
    }

    fn lock(&self) -> MutexGuard<'_, Jobs> {
        self.jobs.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// A watch of some jobs. Dropping it ends the watch.
pub struct Subscription {
    watches: Arc<Watches>,
    number: u64,
    vendor_ids: Vec<String>,
    changes: mpsc::Receiver<Change>,
}

impl Subscription {
    /// The records of all jobs, once each was polled. A job that Akool does not know yet is missing.
    pub async fn snapshot(&mut self) -> Vec<Change> {
        let mut rounds = self.watches.rounds();
        loop {
            if let Some(snapshot) = self.known() {
                return snapshot;
            }
            if rounds.changed().await.is_err() {
                return Vec::new();
            }
        }
    }

    fn known(&mut self) -> Option<Vec<Change>> {
        let jobs = self.watches.lock();
        let mine: Vec<_> = self.vendor_ids.iter().filter_map(|id| Some((id, jobs.by_vendor_id.get(id)?))).collect();
        if !mine.iter().all(|(_, job)| job.was_polled) {
            return None;
        }
        // Changes are sent under the same lock, so the snapshot already contains those that wait here.
        while self.changes.try_recv().is_ok() {}
        Some(mine.iter().filter_map(|(id, job)| Some(((*id).clone(), job.record.clone()?))).collect())
    }

    /// The next change. `None` when this subscription lags too far behind.
    pub async fn changed(&mut self) -> Option<Change> {
        self.changes.recv().await
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut jobs = self.watches.lock();
        for vendor_id in &self.vendor_ids {
            if let Some(job) = jobs.by_vendor_id.get_mut(vendor_id) {
                job.watchers.retain(|(number, _)| *number != self.number);
                if job.watchers.is_empty() && job.held_until.is_none() {
                    jobs.by_vendor_id.remove(vendor_id);
                }
            }
        }
    }
}
