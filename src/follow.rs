use std::rc::Rc;

use crate::client::Client;
use crate::engine::{Engine, Entry};
use crate::failure::Failure;
use crate::job::{Job, JobRef};

/// Follows one job; stops when dropped.
#[must_use = "the job is no longer looked at when this is dropped"]
pub struct Follow {
    client: Rc<Client>,
    entry: Rc<Entry>,
    version: u32,
    /// What the caller knew already, told first when it is an end.
    known: Option<Job>,
}

impl Follow {
    /// Starts following.
    pub fn new(client: &Rc<Client>, job_ref: JobRef, interval_ms: Option<f64>) -> Self {
        Self {
            client: client.clone(),
            entry: Engine::join(client, &job_ref, interval_ms),
            version: 0,
            known: job_ref.known,
        }
    }

    /// Waits for the next change; the first one is the state found at the first look.
    pub async fn next(&mut self) -> Result<Job, Failure> {
        loop {
            if let Some(news) = self.entry.news_since(self.version) {
                let (job, version) = news.map_err(|failure| self.explain(failure))?;
                self.version = version;
                return Ok(job);
            }
            self.entry.news.changed().await;
        }
    }

    /// Waiting ended, the job did not: it is attached, with what is known of its price.
    pub fn explain(&self, failure: Failure) -> Failure {
        let job = failure.job.clone().or_else(|| self.known.clone());
        Failure { charged: job.as_ref().map_or(failure.charged, Job::charged), job, ..failure }
    }
}

impl Drop for Follow {
    fn drop(&mut self) {
        self.client.engine.leave(&self.entry);
    }
}
