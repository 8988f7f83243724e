use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// A port whose address is known before the server that it leads to has started.
pub struct Door {
    listener: TcpListener,
    host: String,
}

impl Door {
    /// On loopback, where `host` has to lead.
    pub async fn on_loopback(host: &str) -> Self {
        Self { listener: TcpListener::bind("127.0.0.1:0").await.expect("a port"), host: host.into() }
    }

    /// On this machine by its own name, which is none of the names of loopback.
    pub async fn by_machine_name() -> Self {
        let output = std::process::Command::new("hostname").output().expect("hostname works").stdout;
        let host = String::from_utf8(output).expect("text").trim().to_ascii_lowercase();
        let listener = TcpListener::bind((host.as_str(), 0)).await.expect("this machine has its name");
        Self { listener, host }
    }

    pub fn host(&self) -> &str {
        &self.host
    }

    /// The host and the port.
    pub fn authority(&self) -> String {
        format!("{}:{}", self.host, self.listener.local_addr().expect("an address").port())
    }

    /// Opens it to a server. The result collects what arrives.
    pub fn lead_to(self, url: &str) -> Arc<Mutex<Vec<u8>>> {
        let target = url.strip_prefix("http://").expect("an http URL").trim_end_matches('/').to_owned();
        let arrived = Arc::new(Mutex::new(Vec::new()));
        let log = arrived.clone();
        tokio::spawn(async move {
            while let Ok((near, _)) = self.listener.accept().await {
                tokio::spawn(pass(near, target.clone(), log.clone()));
            }
        });
        arrived
    }
}

async fn pass(near: TcpStream, target: String, log: Arc<Mutex<Vec<u8>>>) {
    let Ok(far) = TcpStream::connect(target).await else { return };
    let ((mut from_near, mut to_near), (mut from_far, mut to_far)) = (near.into_split(), far.into_split());
    let back = tokio::spawn(async move {
        let _ = tokio::io::copy(&mut from_far, &mut to_near).await;
    });
    let mut chunk = [0; 16 * 1024];
    while let Some(read) = from_near.read(&mut chunk).await.ok().filter(|read| *read > 0) {
        log.lock().expect("no panic").extend_from_slice(&chunk[..read]);
        if to_far.write_all(&chunk[..read]).await.is_err() {
            break;
        }
    }
    drop(to_far);
    let _ = back.await;
}
