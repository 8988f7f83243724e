use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::http::HeaderMap;
use reqwest::{Client, redirect::Policy};
use serde::Serialize;
use serde_json::Value;

use super::envelope::seal;
use crate::{
    fault::{FaultAnswer, Seen},
    job::{Job, Stage},
    route::Route,
    world::World,
};

/// Waits before each attempt, on the simulator's clock. How often the vendor resends is not known.
const WAITS_MS: [i64; 8] = [0, 5_000, 15_000, 60_000, 300_000, 900_000, 3_600_000, 10_800_000];
/// Real time a receiver has to answer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Deliveries remembered.
const MAXIMUM_LOG: usize = 10_000;

/// Reports changes to webhooks: signed, encrypted, resent until a 200.
pub struct Hooks {
    client: Client,
    log: Mutex<VecDeque<Delivery>>,
}

/// One attempt to deliver a callback.
#[derive(Clone, Debug, Serialize)]
pub struct Delivery {
    /// The job.
    pub id: String,
    /// Status reported.
    pub status: i64,
    /// Where to.
    pub url: String,
    /// When, on the simulator's clock.
    pub at_ms: i64,
    /// Counts up from 1.
    pub attempt: usize,
    /// HTTP status of the receiver; null when it could not be reached or nothing was sent.
    pub answered: Option<u16>,
    /// The fault that hit it.
    pub fault: Option<String>,
}

/// What a callback says before encryption, in the order real ones have.
#[derive(Serialize)]
struct Payload<'a> {
    #[serde(rename = "_id")]
    id: &'a str,
    status: i64,
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    deduction_credit: i64,
}

struct Callback {
    id: String,
    status: i64,
    url: String,
    plaintext: String,
    json: Value,
}

impl Hooks {
    /// Fails only when TLS cannot be set up.
    pub fn new() -> Result<Self, reqwest::Error> {
        let client = Client::builder().redirect(Policy::none()).no_proxy().timeout(TIMEOUT).build()?;
        Ok(Self { client, log: Mutex::default() })
    }

    /// Tells a job's webhook where the job stands, if it has one.
    pub fn report(&self, world: &Arc<World>, job: &Job) {
        if job.webhook_url.is_empty() {
            return;
        }
        let url = match &job.stage {
            Stage::Completed { video, .. } => Some(world.view(|view| view.media(video))),
            _ => None,
        };
        let status = job.stage.status();
        let payload =
            Payload { id: &job.id, status, r#type: "image2video", url, deduction_credit: job.deduction_credit };
        let Ok(plaintext) = serde_json::to_string(&payload) else { return };
        let json = serde_json::from_str(&plaintext).unwrap_or_default();
        let callback = Callback { id: job.id.clone(), status, url: job.webhook_url.clone(), plaintext, json };
        let (world, activity) = (world.clone(), world.clock.activity());
        tokio::spawn(async move {
            let mut activity = activity;
            for (index, wait_ms) in WAITS_MS.iter().enumerate() {
                activity = world.clock.sleep_until(world.clock.now_ms() + wait_ms, activity).await;
                if attempt(&world, &callback, index + 1).await {
                    return;
                }
            }
            tracing::warn!(job = %callback.id, status = callback.status, "webhook given up");
            drop(activity);
        });
    }

    /// The attempts so far.
    pub fn log(&self) -> Vec<Delivery> {
        self.lock().iter().cloned().collect()
    }

    /// Forgets them.
    pub fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Delivery>> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether nothing is left to do for this callback.
async fn attempt(world: &World, callback: &Callback, number: usize) -> bool {
    let headers = HeaderMap::new();
    let seen = Seen { path: &callback.url, headers: &headers, body: &callback.plaintext, json: &callback.json };
    let fault = world.faults.hit(Route::Webhook, &seen, &world.random);
    if let Some(fault) = &fault {
        tokio::time::sleep(Duration::from_millis(fault.delay_ms)).await;
    }
    let nonce = world.random.four_digits().to_string();
    let at_ms = world.clock.now_ms();
    let mut envelope = match seal(&world.options.credentials, callback.plaintext.as_bytes(), at_ms, &nonce) {
        Ok(envelope) => envelope,
        Err(error) => {
            tracing::error!(%error, "callback not sent");
            return true;
        }
    };
    let mut times = 1;
    match fault.as_ref().map(|fault| &fault.answer) {
        Some(FaultAnswer::Missing {}) => times = 0,
        Some(FaultAnswer::Duplicate { times: wanted }) => times = *wanted,
        Some(FaultAnswer::Forged {}) => envelope.signature = "0".repeat(envelope.signature.len()),
        Some(FaultAnswer::Malformed {}) => envelope.data_encrypt.truncate(envelope.data_encrypt.len() / 2),
        _ => {}
    }
    let mut answered = None;
    for _ in 0..times {
        answered = match world.hooks.client.post(&callback.url).json(&envelope).send().await {
            Ok(response) => Some(response.status().as_u16()),
            Err(_) => None,
        };
        log(world, callback, number, at_ms, answered, fault.as_ref().map(|fault| fault.id.clone()));
    }
    if times == 0 {
        log(world, callback, number, at_ms, None, fault.map(|fault| fault.id));
        return true;
    }
    answered == Some(200)
}

fn log(world: &World, callback: &Callback, attempt: usize, at_ms: i64, answered: Option<u16>, fault: Option<String>) {
    let delivery = Delivery {
        id: callback.id.clone(),
        status: callback.status,
        url: callback.url.clone(),
        at_ms,
        attempt,
        answered,
        fault,
    };
    let mut log = world.hooks.lock();
    if log.len() >= MAXIMUM_LOG {
        log.pop_front();
    }
    log.push_back(delivery);
}
