use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use reqwest::{Client, redirect::Policy};
use serde::Serialize;

use super::envelope::WebhookEnvelope;

/// Real time that a receiver has to answer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Most deliveries in the log; older ones are dropped.
const MAXIMUM_LOG: usize = 10_000;

/// Sends callbacks; shared by all sessions.
#[derive(Clone)]
pub struct WebhookClient(Client);

impl WebhookClient {
    /// # Errors
    ///
    /// When TLS cannot be set up.
    pub fn new() -> Result<Self, reqwest::Error> {
        Ok(Self(Client::builder().redirect(Policy::none()).no_proxy().timeout(TIMEOUT).build()?))
    }
}

/// Sends the callbacks of a session and logs the deliveries.
pub struct Webhooks {
    client: WebhookClient,
    log: Mutex<VecDeque<Delivery>>,
}

/// One attempt to deliver a callback.
#[derive(Clone, Debug, Serialize)]
pub struct Delivery {
    /// The job's id.
    pub id: String,
    /// The reported status.
    pub status: i64,
    /// The webhook.
    pub url: String,
    /// When it was sent, on the simulator's clock.
    pub at_ms: i64,
    /// Counts up from 1.
    pub attempt: usize,
    /// HTTP status of the receiver's answer; null when the receiver could not be reached or nothing was sent.
    pub answered: Option<u16>,
    /// The fault that hit it.
    pub fault: Option<String>,
}

impl Webhooks {
    /// An empty log.
    pub fn new(client: WebhookClient) -> Self {
        Self { client, log: Mutex::default() }
    }

    /// Posts a callback once; the status of the answer, or none when there was no answer.
    pub async fn post(&self, url: &str, envelope: &WebhookEnvelope) -> Option<u16> {
        let response = self.client.0.post(url).json(envelope).send().await.ok()?;
        Some(response.status().as_u16())
    }

    /// Adds a delivery to the log.
    pub fn record(&self, delivery: Delivery) {
        let mut log = self.lock();
        if log.len() >= MAXIMUM_LOG {
            log.pop_front();
        }
        log.push_back(delivery);
    }

    /// The deliveries so far.
    pub fn log(&self) -> Vec<Delivery> {
        self.lock().iter().cloned().collect()
    }

    /// Empties the log.
    pub fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Delivery>> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
