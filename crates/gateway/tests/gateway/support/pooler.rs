use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Stands before PostgreSQL like PgBouncer in transaction mode: a session with the server is a client's for one transaction
/// at a time.
pub struct Pooler {
    pub port: u16,
}

/// Which of the idle sessions is handed out next.
#[derive(Clone, Copy, Debug)]
pub enum Next {
    LastUsed,
    LongestIdle,
}

type Idle = Arc<Mutex<Vec<TcpStream>>>;

const SSL_REQUEST: u32 = 80_877_103;
const QUERY: u8 = b'Q';
const SYNC: u8 = b'S';
const TERMINATE: u8 = b'X';
const READY: u8 = b'Z';

impl Pooler {
    pub async fn start(server_port: u16, next: Next) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let idle = Idle::default();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let idle = idle.clone();
                tokio::spawn(async move { serve(client, server_port, next, &idle).await });
            }
        });
        Self { port }
    }
}

/// Until the client is gone.
async fn serve(mut client: TcpStream, server_port: u16, next: Next, idle: &Idle) -> Option<()> {
    let server = log_in(&mut client, server_port).await?;
    idle.lock().expect("no panic").push(server);
    let mut held = None;
    loop {
        let message = read(&mut client).await?;
        if message[0] == TERMINATE {
            return None;
        }
        let mut server = match held.take() {
            Some(server) => server,
            None => take(idle, next).await,
        };
        server.write_all(&message).await.ok()?;
        if !matches!(message[0], QUERY | SYNC) {
            held = Some(server);
            continue;
        }
        loop {
            let answer = read(&mut server).await?;
            client.write_all(&answer).await.ok()?;
            if answer[0] == READY {
                // Outside of a transaction it is free for others.
                if answer[5] == b'I' {
                    idle.lock().expect("no panic").push(server);
                } else {
                    held = Some(server);
                }
                break;
            }
        }
    }
}

/// Lets the client log in at the server itself, on a session that it then gives away.
async fn log_in(client: &mut TcpStream, server_port: u16) -> Option<TcpStream> {
    let mut server = TcpStream::connect(("127.0.0.1", server_port)).await.ok()?;
    let mut start_up = read_untyped(client).await?;
    if start_up[4..8] == SSL_REQUEST.to_be_bytes() {
        client.write_all(b"N").await.ok()?;
        start_up = read_untyped(client).await?;
    }
    server.write_all(&start_up).await.ok()?;
    loop {
        let answer = read(&mut server).await?;
        client.write_all(&answer).await.ok()?;
        match (answer[0], u32::from_be_bytes(answer.get(5..9).unwrap_or(&[0; 4]).try_into().ok()?)) {
            (READY, _) => return Some(server),
            // The server wants a word of the client's; it has said all when that is none or SASL's last.
            (b'R', kind) if kind != 0 && kind != 12 => server.write_all(&read(client).await?).await.ok()?,
            _ => {}
        }
    }
}

async fn take(idle: &Idle, next: Next) -> TcpStream {
    loop {
        let taken = {
            let mut idle = idle.lock().expect("no panic");
            match next {
                Next::LastUsed => idle.pop(),
                Next::LongestIdle if idle.is_empty() => None,
                Next::LongestIdle => Some(idle.remove(0)),
            }
        };
        match taken {
            Some(server) => return server,
            None => tokio::task::yield_now().await,
        }
    }
}

/// A message with its type.
async fn read(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let kind = stream.read_u8().await.ok()?;
    Some([vec![kind], read_untyped(stream).await?].concat())
}

async fn read_untyped(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let length = stream.read_u32().await.ok()?;
    let mut bytes = length.to_be_bytes().to_vec();
    bytes.resize(length as usize, 0);
    stream.read_exact(&mut bytes[4..]).await.ok()?;
    Some(bytes)
}
