use std::{
    io::Cursor,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Redirect},
    routing::get,
};
use bytes::Bytes;
use futures_util::stream;
use image::{ImageFormat, Rgb, RgbImage};
use tokio::{net::TcpListener, task::JoinHandle};

/// A web site with pictures and sounds, good and bad.
pub struct Site {
    address: SocketAddr,
    hits: Arc<AtomicUsize>,
    server: JoinHandle<()>,
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Site {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let hits = Arc::new(AtomicUsize::new(0));
        let router = Router::new()
            .route(
                "/picture.jpg",
                get(async |State(hits): State<Arc<AtomicUsize>>| {
                    hits.fetch_add(1, Ordering::SeqCst);
                    ([(header::CONTENT_TYPE, "image/jpeg")], picture(480, 320, ImageFormat::Jpeg))
                }),
            )
            .route("/tall.png", get(async || picture(300, 400, ImageFormat::Png)))
            .route("/sound.wav", get(async || tone()))
            .route("/empty.jpg", get(async || Bytes::new()))
            .route("/text.jpg", get(async || "this is not a picture"))
            .route(
                "/half.jpg",
                get(async || {
                    let whole = picture(480, 320, ImageFormat::Jpeg);
                    whole.slice(..whole.len() / 8)
                }),
            )
            .route(
                "/endless.jpg",
                get(async || {
                    let megabyte = Bytes::from(vec![0u8; 1024 * 1024]);
                    Body::from_stream(stream::repeat_with(move || Ok::<_, std::io::Error>(megabyte.clone())))
                }),
            )
            .route("/moved.jpg", get(async || Redirect::temporary("/picture.jpg")))
            .route("/loop.jpg", get(async || Redirect::temporary("/loop.jpg")))
            .route("/error.jpg", get(async || (StatusCode::INTERNAL_SERVER_ERROR, "sorry").into_response()))
            .with_state(hits.clone());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.expect("a server") });
        Self { address, hits, server }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// How often the good picture was fetched.
    pub fn hits(&self) -> usize {
        self.hits.load(Ordering::SeqCst)
    }
}

fn picture(width: u32, height: u32, format: ImageFormat) -> Bytes {
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let stripe = if (x / 24 + y / 24) % 2 == 0 { 220 } else { 40 };
        Rgb([stripe, (x * 255 / width) as u8, (y * 255 / height) as u8])
    });
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, format).expect("a picture file");
    file.into_inner().into()
}

/// Two seconds of 440 Hz: 16 bits, one channel, 44100 Hz.
fn tone() -> Bytes {
    let samples: Vec<u8> = (0..88_200)
        .flat_map(|index| (((f64::from(index) * 0.062_689).sin() * 12_000.0).round() as i16).to_le_bytes())
        .collect();
    let mut file = Vec::new();
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&(36 + samples.len() as u32).to_le_bytes());
    file.extend_from_slice(b"WAVEfmt ");
    file.extend_from_slice(&16u32.to_le_bytes());
    file.extend_from_slice(&1u16.to_le_bytes());
    file.extend_from_slice(&1u16.to_le_bytes());
    file.extend_from_slice(&44_100u32.to_le_bytes());
    file.extend_from_slice(&88_200u32.to_le_bytes());
    file.extend_from_slice(&2u16.to_le_bytes());
    file.extend_from_slice(&16u16.to_le_bytes());
    file.extend_from_slice(b"data");
    file.extend_from_slice(&(samples.len() as u32).to_le_bytes());
    file.extend_from_slice(&samples);
    file.into()
}
