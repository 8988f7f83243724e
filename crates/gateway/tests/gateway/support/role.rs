use std::sync::{Arc, Mutex};

use serde_json::json;

use super::{Recorded, Reply, SECRET_ACCESS_KEY, Vendor};

/// A key that a cloud gives for some time.
#[derive(Clone, Copy, Debug)]
pub struct TemporaryKey {
    pub id: &'static str,
    pub session_token: &'static str,
    pub expiration: &'static str,
}

/// What gives the credentials of a role in a cloud: the token service for web identities, the service for containers, and
/// the metadata service of a machine in its version 2.
pub struct Role {
    pub server: Vendor,
    key: Arc<Mutex<TemporaryKey>>,
}

impl Role {
    pub async fn start(key: TemporaryKey) -> Self {
        Self::start_at("127.0.0.1:0", key).await
    }

    pub async fn start_at(address: &str, key: TemporaryKey) -> Self {
        let key = Arc::new(Mutex::new(key));
        let current = key.clone();
        let server =
            Vendor::start_at(address, move |request| answer(request, &current.lock().expect("no panic"))).await;
        Self { server, key }
    }

    /// From now on this one is given.
    pub fn give(&self, key: TemporaryKey) {
        *self.key.lock().expect("no panic") = key;
    }

    /// The requests for a key.
    pub fn asked(&self) -> Vec<Recorded> {
        let is_for_a_key = |request: &Recorded| {
            !request.path.ends_with("/latest/api/token") && !request.path.ends_with("/security-credentials/")
        };
        self.server.seen().into_iter().filter(is_for_a_key).collect()
    }
}

fn answer(request: &Recorded, key: &TemporaryKey) -> Reply {
    let TemporaryKey { id, session_token, expiration } = key;
    match request.path.as_str() {
        "/latest/api/token" => text("t-o-k-e-n"),
        "/latest/meta-data/iam/security-credentials/" => text("gateway"),
        path if path.contains("Action=AssumeRoleWithWebIdentity") => text(&format!(
            "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>\
             <AccessKeyId>{id}</AccessKeyId><SecretAccessKey>{SECRET_ACCESS_KEY}</SecretAccessKey>\
             <SessionToken>{session_token}</SessionToken><Expiration>{expiration}</Expiration>\
             </Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>"
        )),
        _ => Reply::Json(
            200,
            json!({
                "AccessKeyId": id, "SecretAccessKey": SECRET_ACCESS_KEY, "Token": session_token,
                "Expiration": expiration, "Code": "Success", "LastUpdated": "2026-01-01T00:00:00Z", "Type": "AWS-HMAC",
            }),
        ),
    }
}

fn text(body: &str) -> Reply {
    Reply::Raw(format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes())
}
