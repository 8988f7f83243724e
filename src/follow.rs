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
    /// The latest that is known of it.
    pub latest: Option<Job>,
}

impl Follow {
    /// Starts following.
    pub fn new(client: Rc<Client>, job_ref: JobRef, interval_ms: f64) -> Self {
        let entry = Engine::join(&client, &job_ref.id, interval_ms);
        Self { client, entry, version: 0, latest: job_ref.known }
    }

    /// Waits for the next change; the first one is the state found at the first look.
    pub async fn next(&mut self) -> Result<Job, Failure> {
        loop {
            if let Some(news) = self.entry.news_since(&mut self.version) {
                if let Ok(job) = &news {
                    self.latest = Some(job.clone());
                }
                return news;
            }
            self.entry.news.changed().await;
        }
    }
}

impl Drop for Follow {
    fn drop(&mut self) {
        self.client.engine.leave(&self.entry);
    }
}
