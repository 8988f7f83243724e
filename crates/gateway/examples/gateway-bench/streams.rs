use std::io;
use std::rc::Rc;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use crate::wire;

/// Opens event streams by the heads it is given, one each. It says `open N` once each has had its snapshot, then
/// `over N` once each has ended, and holds them until its input ends.
pub async fn hold(options: &Value) -> io::Result<()> {
    let address: Rc<str> = options["address"].as_str().unwrap_or_default().into();
    // Too many for an argument.
    let mut heads = String::new();
    std::io::stdin().read_line(&mut heads)?;
    let heads: Vec<String> = serde_json::from_str(&heads)?;
    let count = heads.len();
    let (news, mut told) = mpsc::unbounded_channel();
    let tasks = tokio::task::LocalSet::new();
    for head in heads {
        let (address, news) = (address.clone(), news.clone());
        tasks.spawn_local(async move {
            if let Err(error) = watch(&address, &head, &news).await {
                eprintln!("a stream broke: {error}");
            }
            let _ = news.send(ReplicaEvent::Over);
        });
    }
    drop(news);
    tasks
        .run_until(async {
            let (mut open, mut over) = (0, 0);
            while let Some(news) = told.recv().await {
                match news {
                    ReplicaEvent::Open => open += 1,
                    ReplicaEvent::Over => over += 1,
                }
                if matches!(news, ReplicaEvent::Open) && open == count {
                    println!("open {open}");
                }
            }
            println!("over {over}");
            Ok(())
        })
        .await
}

#[derive(Clone, Copy)]
enum ReplicaEvent {
    Open,
    Over,
}

async fn watch(address: &str, head: &str, news: &mpsc::UnboundedSender<ReplicaEvent>) -> io::Result<()> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(head.as_bytes()).await?;
    let mut seen = Vec::new();
    let mut is_open = false;
    loop {
        let mut chunk = [0; 4096];
        let read = stream.read(&mut chunk).await?;
        if read == 0 {
            return Ok(());
        }
        if !is_open {
            seen.extend_from_slice(&chunk[..read]);
            is_open = wire::find(&seen, b"event: snapshot").is_some();
            if is_open {
                seen = Vec::new();
                let _ = news.send(ReplicaEvent::Open);
            } else if !seen.starts_with(b"HTTP/1.1 200") && seen.len() > 12 {
                return Err(io::Error::other(String::from_utf8_lossy(&seen).into_owned()));
            }
        }
        // The last chunk of a body that has ended.
        if chunk[..read].ends_with(b"\r\n0\r\n\r\n") || &chunk[..read] == b"0\r\n\r\n" {
            return Ok(());
        }
    }
}
