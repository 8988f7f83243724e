use std::{
    collections::HashMap,
    io::Cursor,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

use akool_renderer::{EffectKind, Quality, RenderJob, Sound};
use bytes::Bytes;
use image::ImageFormat;
use tokio::sync::OnceCell;

use super::RenderPool;

/// The picture of all previews. Drawn for this project; its source is next to it.
const PICTURE: &[u8] = include_bytes!("../../assets/preview.jpg");
/// Small: a gallery shows a dozen at once.
const SHORT_SIDE: u32 = 360;
const SECONDS: u32 = 4;

/// Previews of the effects, each rendered once and then kept.
pub struct Previews {
    cells: Mutex<HashMap<&'static str, Arc<OnceCell<Preview>>>>,
    is_warming: AtomicBool,
}

/// A rendered preview.
#[derive(Clone)]
pub struct Preview {
    /// The video.
    pub mp4: Bytes,
    /// A still in PNG.
    pub logo: Bytes,
}

impl Previews {
    /// No preview is rendered yet.
    pub fn new() -> Self {
        Self { cells: Mutex::new(HashMap::new()), is_warming: AtomicBool::new(false) }
    }

    /// Claims the task of rendering all previews in the background; true once.
    pub fn claim_warm_up(&self) -> bool {
        !self.is_warming.swap(true, Ordering::Relaxed)
    }

    /// The preview of an effect. The first call renders it; concurrent calls wait for it.
    pub async fn get(&self, kind: EffectKind, renders: &RenderPool, quality: Quality) -> Result<Preview, String> {
        let cell = self.cells.lock().unwrap_or_else(PoisonError::into_inner).entry(kind.slug()).or_default().clone();
        cell.get_or_try_init(|| make(kind, renders, quality)).await.cloned()
    }
}

async fn make(kind: EffectKind, renders: &RenderPool, quality: Quality) -> Result<Preview, String> {
    let job = RenderJob {
        image: PICTURE.to_vec(),
        last_image: None,
        prompt: String::new(),
        effect: Some(kind),
        short_side: SHORT_SIDE,
        seconds: SECONDS,
        sound: Sound::Silent,
        seed: 1,
        quality,
    };
    let rendered = renders.render(job, Arc::new(AtomicU32::new(0))).await.map_err(|failure| failure.reason)?;
    let logo = to_png(&rendered.cover_jpeg).map_err(|error| error.to_string())?;
    Ok(Preview { mp4: rendered.mp4.into(), logo: logo.into() })
}

/// Akool's logos are PNG.
fn to_png(jpeg: &[u8]) -> Result<Vec<u8>, image::ImageError> {
    let mut png = Cursor::new(Vec::new());
    image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg)?.write_to(&mut png, ImageFormat::Png)?;
    Ok(png.into_inner())
}
