use axum::{Router, routing::any};
use tokio::{net::TcpListener, task::JoinSet};

const PICTURE: &[u8] = include_bytes!("../../assets/preview.jpg");
const RATE: u32 = 8000;

/// A picture and a sound on loopback, in place of those of the recording, which may be gone. It also takes callbacks.
pub struct Files {
    /// Scheme, host and port.
    pub origin: String,
    // Dropping the set ends the server.
    _server: JoinSet<()>,
}

impl Files {
    /// Starts the server.
    pub async fn start() -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let router = Router::new()
            .route("/picture.jpg", any(async || PICTURE))
            .route("/sound.wav", any(async || sound()))
            .route("/hook", any(async || ()));
        let mut server = JoinSet::new();
        server.spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "the files for jobs cannot be served any more");
            }
        });
        Ok(Self { origin, _server: server })
    }
}

/// One second of a quiet tone, 16 bits, one channel.
fn sound() -> Vec<u8> {
    let samples: Vec<u8> = (0..RATE)
        .flat_map(|index| {
            let sample = ((f64::from(index) * 0.35).sin() * 3000.0) as i16;
            sample.to_le_bytes()
        })
        .collect();
    let length = samples.len() as u32;
    let mut file = Vec::new();
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&(36 + length).to_le_bytes());
    file.extend_from_slice(b"WAVEfmt ");
    file.extend_from_slice(&16u32.to_le_bytes());
    file.extend_from_slice(&[1, 0, 1, 0]);
    file.extend_from_slice(&RATE.to_le_bytes());
    file.extend_from_slice(&(RATE * 2).to_le_bytes());
    file.extend_from_slice(&[2, 0, 16, 0]);
    file.extend_from_slice(b"data");
    file.extend_from_slice(&length.to_le_bytes());
    file.extend_from_slice(&samples);
    file
}
