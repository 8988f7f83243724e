use super::jpeg::JpegPlanes;
use super::limits::MIN_SIDE;
use super::profile::Profile;
use super::{avif, jpeg, png, webp};
use crate::error::{RenderError, RenderErrorKind as Kind};
use crate::size::Size;
use akool_contract::media::{self, MAX_FILE_BYTES, Sniffed, UploadFormat};
use image::metadata::Orientation;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A decoded picture, as stored: `orientation` is still to be applied.
pub(crate) struct Picture {
    pub stored: Size,
    pub(super) pixels: Pixels,
    pub orientation: Orientation,
}

/// The pixels of a picture.
pub(super) enum Pixels {
    /// Opaque sRGB.
    Rgb(Vec<u8>),
    /// The components of a JPEG, which are converted where a smaller picture is made of them.
    Planar { planes: JpegPlanes, profile: Option<Box<Profile>> },
}

/// Why there is no picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    Broken,
    CutOff,
    TooMuchMemory,
    /// More pixels than these.
    TooLarge(u32),
    TooSmall(Size),
    /// What its file does, after the name of the picture.
    Unsupported(&'static str),
}

impl Picture {
    /// The size after `orientation` is applied.
    pub fn size(&self) -> Size {
        if self.lies_on_its_side() {
            Size { width: self.stored.height, height: self.stored.width }
        } else {
            self.stored
        }
    }

    pub fn lies_on_its_side(&self) -> bool {
        use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
        matches!(self.orientation, Rotate90 | Rotate90FlipH | Rotate270 | Rotate270FlipH)
    }
}

/// Reads a PNG, JPEG, WebP or AVIF file. `name` is what errors call it.
pub(crate) fn decode(bytes: &[u8], name: &str) -> Result<Picture, RenderError> {
    if bytes.is_empty() {
        return Err(RenderError::new(Kind::ImageBroken, format!("{name} is empty.")));
    }
    if bytes.len() > MAX_FILE_BYTES {
        let limit = MAX_FILE_BYTES >> 20;
        return Err(RenderError::new(Kind::ImageTooLarge, format!("{name} is larger than {limit} MiB.")));
    }
    // A panic of a decoder is a failure of this file, not of the process.
    let decoded = catch_unwind(AssertUnwindSafe(|| decode_known(bytes)));
    decoded.unwrap_or(Err(Failure::Broken)).map_err(|failure| explain(&failure, bytes, name))
}

fn decode_known(bytes: &[u8]) -> Result<Picture, Failure> {
    if avif::is_avif(bytes) {
        return avif::decode(bytes);
    }
    match UploadFormat::sniff(bytes) {
        Sniffed::Upload(UploadFormat::Png) => png::decode(bytes),
        Sniffed::Upload(UploadFormat::Jpeg) => jpeg::decode(bytes),
        Sniffed::Upload(UploadFormat::Webp) => webp::decode(bytes),
        _ => Err(Failure::Unsupported("is in a format that is not taken")),
    }
}

/// Checks a size before any pixel is decoded.
pub(super) fn check_size(size: Size, max_pixels: u32) -> Result<(), Failure> {
    if size.width < MIN_SIDE || size.height < MIN_SIDE {
        return Err(Failure::TooSmall(size));
    }
    if media::is_within(size.width, size.height, max_pixels) { Ok(()) } else { Err(Failure::TooLarge(max_pixels)) }
}

fn explain(failure: &Failure, bytes: &[u8], name: &str) -> RenderError {
    let (kind, sentence) = match failure {
        Failure::Broken => (Kind::ImageBroken, format!("{name} is damaged.")),
        Failure::CutOff => (Kind::ImageBroken, format!("{name} is cut off.")),
        Failure::TooMuchMemory => {
            (Kind::ImageTooLarge, format!("{name} takes more memory than is given to a picture."))
        }
        Failure::TooLarge(max_pixels) => {
            let message = media::too_many_pixels_message(*max_pixels);
            (Kind::ImageTooLarge, message.replacen("The picture", name, 1))
        }
        Failure::TooSmall(Size { width, height }) => {
            let sentence = format!("{name} is {width}×{height} pixels; each side needs at least {MIN_SIDE}.");
            (Kind::ImageBroken, sentence)
        }
        Failure::Unsupported(why) => {
            let found = match UploadFormat::sniff(bytes) {
                Sniffed::Other(unusable) if !avif::is_avif(bytes) => format!(" ({})", unusable.found),
                _ => String::new(),
            };
            (Kind::ImageUnsupported, format!("{name} {why}{found}; PNG, JPEG, WebP and AVIF are taken."))
        }
    };
    RenderError::new(kind, sentence)
}
