use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

/// A proxy that tunnels to some hosts, and records which ones it is asked for.
pub struct ConnectProxy {
    pub url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl ConnectProxy {
    /// `ports` has the port on loopback to which each host with its port leads.
    pub async fn start(ports: &[(&str, u16)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let ports = Arc::new(ports.iter().map(|(host, port)| ((*host).to_owned(), *port)).collect::<BTreeMap<_, _>>());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = asked.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(tunnel(stream, ports.clone(), log.clone()));
            }
        });
        Self { url, asked }
    }

    /// The hosts with their ports, in the order of the requests.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no panic").clone()
    }
}

async fn tunnel(mut near: TcpStream, ports: Arc<BTreeMap<String, u16>>, asked: Arc<Mutex<Vec<String>>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let Ok(byte) = near.read_u8().await else { return };
        head.push(byte);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let host = head.strip_prefix("CONNECT ").and_then(|rest| rest.split(' ').next()).unwrap_or(&head).to_owned();
    asked.lock().expect("no panic").push(host.clone());
    let Some(port) = ports.get(&host) else {
        let _ = near.write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n").await;
        return;
    };
    let Ok(mut far) = TcpStream::connect(("127.0.0.1", *port)).await else { return };
    if near.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.is_ok() {
        let _ = copy_bidirectional(&mut near, &mut far).await;
    }
}
