use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::{Reply, Vendor};

/// A server that publishes a key set, and counts how often it is asked.
pub struct KeyServer {
    server: Vendor,
    reply: Arc<Mutex<Reply>>,
}

impl KeyServer {
    pub async fn start(keys: &[Value]) -> Self {
        let reply = Arc::new(Mutex::new(Reply::Json(200, json!({ "keys": keys }))));
        let current = reply.clone();
        let server = Vendor::start(move |_| current.lock().expect("no panic").clone()).await;
        Self { server, reply }
    }

    pub fn url(&self) -> String {
        format!("{}/.well-known/jwks.json", self.server.url)
    }

    pub fn publish(&self, keys: &[Value]) {
        self.answer(Reply::Json(200, json!({ "keys": keys })));
    }

    pub fn answer(&self, reply: Reply) {
        *self.reply.lock().expect("no panic") = reply;
    }

    pub fn asked(&self) -> usize {
        self.server.seen().len()
    }
}
