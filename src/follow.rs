use std::rc::Rc;

use crate::client::Client;
use crate::engine::{Engine, Entry};
use crate::failure::Failure;
use crate::job::{Job, JobRef};

/// Follows one job; stops when dropped.
#[must_use = "the job is no longer looked at when this is dropped"]
pub struct Follow {
    client: Rc<Client>,
    pub entry: Rc<Entry>,
    version: u32,
    /// The latest that is known of it.
    pub latest: Option<Job>,
}

impl Follow {
    /// Starts following.
    pub fn new(client: &Rc<Client>, job_ref: JobRef, interval_ms: f64) -> Self {
        let entry = Engine::join(client, &job_ref.id, interval_ms);
        Self { client: client.clone(), entry, version: 0, latest: job_ref.known }
    }

    /// A change not told yet, the first state included; `None` while there is none.
    pub fn news(&mut self) -> Option<Result<Job, Failure>> {
        let news = self.entry.news_since(&mut self.version)?;
        Some(match news {
            Ok(job) => {
                self.latest = Some(job.clone());
                Ok(job)
            }
            Err(failure) => Err(self.explain(failure)),
        })
    }

    /// Waiting ended, the job did not: it is attached, with what is known of its price.
    pub fn explain(&self, failure: Failure) -> Failure {
        match &self.latest {
            Some(job) => failure.with_job(job),
            None => failure,
        }
    }
}

impl Drop for Follow {
    fn drop(&mut self) {
        self.client.engine.leave(&self.entry);
    }
}
