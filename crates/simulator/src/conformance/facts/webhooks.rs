use std::sync::{Arc, Mutex, PoisonError};

use aes::{Aes128, Aes192, Aes256};
use axum::{Json, Router, extract::State, http::StatusCode, routing::post};
use base64::{Engine, engine::general_purpose::STANDARD};
use cbc::cipher::{BlockModeDecrypt, KeyIvInit, block_padding::Pkcs7};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

use super::fact;
use crate::{
    conformance::{Fact, Outcome, Service, fact::Broken, fact::holds},
    webhook::envelope::sign,
};

pub fn facts() -> Vec<Fact> {
    vec![
        fact!("A webhook is signed by SHA-1 over the four sorted values", Documented, true, signed),
        fact!("It decrypts with the whole API key to the id, status, type and URL", Observed, true, decrypts),
        fact!("It comes again until it is answered 200", Documented, true, resent),
    ]
}

type Checked = Result<Outcome, Broken>;

/// Takes callbacks on a free port of this machine.
struct Receiver {
    url: String,
    bodies: Arc<Mutex<Vec<Value>>>,
    server: JoinHandle<()>,
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Receiver {
    /// Answers the first so many with 500.
    async fn start(refusals: usize) -> Result<Self, Broken> {
        let broken = |error: std::io::Error| Broken(format!("no receiver: {error}"));
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(broken)?;
        let url = format!("http://{}/hook", listener.local_addr().map_err(broken)?);
        let bodies = Arc::new(Mutex::new(Vec::new()));
        let take = async move |State(bodies): State<Arc<Mutex<Vec<Value>>>>, Json(body): Json<Value>| {
            let mut bodies = bodies.lock().unwrap_or_else(PoisonError::into_inner);
            bodies.push(body);
            if bodies.len() <= refusals { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::OK }
        };
        let router = Router::new().route("/hook", post(take)).with_state(bodies.clone());
        let server = tokio::spawn(async move {
            // Ends with the receiver.
            drop(axum::serve(listener, router).await);
        });
        Ok(Self { url, bodies, server })
    }

    /// The callbacks of a job that is created and followed to its end, once there are at least so many.
    async fn of_job(&self, service: &Service, at_least: usize) -> Result<(Value, Vec<Value>), Broken> {
        let data = service.create(&json!({ "prompt": "tilt up", "webhookurl": self.url })).await?;
        let (record, _) = service.follow(&data["_id"]).await?;
        for _ in 0..600 {
            let bodies = self.bodies.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if bodies.len() >= at_least {
                return Ok((record, bodies));
            }
            tokio::time::sleep(service.options.poll_interval).await;
        }
        Err(Broken(format!("fewer than {at_least} callbacks")))
    }
}

/// What a fact about webhooks cannot do without.
fn client_id(service: &Service) -> Result<&str, Outcome> {
    match &service.options.client_id {
        Some(id) if service.options.is_local => Ok(id),
        Some(_) => Err(Outcome::NotRun("the service cannot call back to this machine".into())),
        None => Err(Outcome::NotRun("needs AKOOL_CLIENT_ID".into())),
    }
}

async fn signed(service: &Service) -> Checked {
    let client_id = match client_id(service) {
        Ok(id) => id,
        Err(outcome) => return Ok(outcome),
    };
    let (_, bodies) = Receiver::start(0).await?.of_job(service, 1).await?;
    for body in bodies {
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let timestamp = body["timestamp"].as_i64().unwrap_or_default();
        let expected = sign(client_id, timestamp, &text("nonce"), &text("dataEncrypt"));
        holds(text("signature") == expected && text("nonce").len() == 4, &body)?;
    }
    Ok(Outcome::Holds)
}

async fn decrypts(service: &Service) -> Checked {
    let client_id = match client_id(service) {
        Ok(id) => id,
        Err(outcome) => return Ok(outcome),
    };
    let (record, bodies) = Receiver::start(0).await?.of_job(service, 2).await?;
    let last = bodies.last().and_then(|body| open(body, client_id, &service.options.api_key));
    let Some(message) = last else { return Err(Broken("it does not decrypt".into())) };
    let is_it = message["_id"] == record["_id"]
        && message["status"] == 3
        && message["url"] == record["video_url"]
        && message["type"].is_string();
    holds(is_it, &message)
}

async fn resent(service: &Service) -> Checked {
    if let Err(outcome) = client_id(service) {
        return Ok(outcome);
    }
    let (_, bodies) = Receiver::start(1).await?.of_job(service, 3).await?;
    holds(bodies.len() >= 3, &bodies.len())
}

fn open(body: &Value, client_id: &str, api_key: &str) -> Option<Value> {
    let sealed = STANDARD.decode(body["dataEncrypt"].as_str()?).ok()?;
    let iv = client_id.as_bytes().get(..16)?;
    let key = api_key.as_bytes();
    let plain = match key.len() {
        16 => cbc::Decryptor::<Aes128>::new_from_slices(key, iv).ok()?.decrypt_padded_vec::<Pkcs7>(&sealed).ok()?,
        24 => cbc::Decryptor::<Aes192>::new_from_slices(key, iv).ok()?.decrypt_padded_vec::<Pkcs7>(&sealed).ok()?,
        32 => cbc::Decryptor::<Aes256>::new_from_slices(key, iv).ok()?.decrypt_padded_vec::<Pkcs7>(&sealed).ok()?,
        _ => return None,
    };
    serde_json::from_slice(&plain).ok()
}
