use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use aes::Aes256;
use axum::{Json, Router, extract::State, http::StatusCode, routing::post};
use base64::{Engine, engine::general_purpose::STANDARD};
use cbc::cipher::{BlockModeDecrypt, KeyIvInit, block_padding::Pkcs7};
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle};

use super::{API_KEY, CLIENT_ID, text};

#[derive(Default)]
struct Inner {
    bodies: Vec<Value>,
    answers: VecDeque<u16>,
}

/// A web server that takes callbacks.
pub struct HookReceiver {
    address: SocketAddr,
    inner: Arc<Mutex<Inner>>,
    server: JoinHandle<()>,
}

impl Drop for HookReceiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl HookReceiver {
    /// Answers with the given statuses in turn, then always 200.
    pub async fn start(answers: &[u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let inner = Arc::new(Mutex::new(Inner { bodies: Vec::new(), answers: answers.iter().copied().collect() }));
        let router = Router::new().route("/hook", post(take)).with_state(inner.clone());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.expect("a server") });
        Self { address, inner, server }
    }

    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// The bodies received so far, as they came.
    pub fn bodies(&self) -> Vec<Value> {
        self.inner.lock().expect("no panic elsewhere").bodies.clone()
    }

    /// What they say, decrypted with the account's key.
    pub fn messages(&self) -> Vec<Value> {
        self.opened_with(API_KEY)
    }

    /// What they say, decrypted with a key of 32 bytes.
    pub fn opened_with(&self, key: &str) -> Vec<Value> {
        let open = |body: &Value| {
            let sealed = STANDARD.decode(text(&body["dataEncrypt"])).expect("base64");
            let iv = &CLIENT_ID.as_bytes()[..16];
            let plain = cbc::Decryptor::<Aes256>::new_from_slices(key.as_bytes(), iv)
                .expect("a key")
                .decrypt_padded_vec::<Pkcs7>(&sealed)
                .expect("a padded text");
            serde_json::from_slice(&plain).expect("JSON")
        };
        self.bodies().iter().map(open).collect()
    }

    pub fn statuses(&self) -> Vec<i64> {
        self.messages().iter().filter_map(|message| message["status"].as_i64()).collect()
    }
}

async fn take(State(inner): State<Arc<Mutex<Inner>>>, Json(body): Json<Value>) -> StatusCode {
    let mut inner = inner.lock().expect("no panic elsewhere");
    inner.bodies.push(body);
    StatusCode::from_u16(inner.answers.pop_front().unwrap_or(200)).expect("a status")
}
