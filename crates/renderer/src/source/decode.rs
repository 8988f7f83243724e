use super::limits::{MAX_AVIF_PIXELS, MAX_DECODED_BYTES, MAX_FILE_BYTES, MAX_PIXELS, MIN_SIDE};
use super::{avif, flatten, jpeg_end};
use crate::error::{RenderError, RenderErrorKind as Kind};
use crate::size::Size;
use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{ImageDecoder, ImageError, ImageFormat, Limits};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A decoded picture, as stored: `orientation` is still to be applied.
pub(crate) struct Picture {
    pub stored: Size,
    pub rgb: Vec<u8>,
    pub orientation: Orientation,
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
    // A panic of a decoder is a failure of this file, not of the process.
    catch_unwind(AssertUnwindSafe(|| decode_known(bytes, name)))
        .unwrap_or_else(|_| Err(RenderError::new(Kind::ImageBroken, format!("{name} is damaged."))))
}

fn decode_known(bytes: &[u8], name: &str) -> Result<Picture, RenderError> {
    if bytes.is_empty() {
        return Err(RenderError::new(Kind::ImageBroken, format!("{name} is empty.")));
    }
    if bytes.len() > MAX_FILE_BYTES {
        let limit = MAX_FILE_BYTES >> 20;
        return Err(RenderError::new(Kind::ImageTooLarge, format!("{name} is larger than {limit} MiB.")));
    }
    let failed = |error| explain(&error, name);
    if avif::is_avif(bytes) {
        return avif::decode(bytes).map_err(|fault| explain_avif(fault, name));
    }
    match image::guess_format(bytes) {
        Ok(ImageFormat::Png) => {
            let decoder = PngDecoder::with_limits(Cursor::new(bytes), limits()).map_err(failed)?;
            if decoder.is_apng().map_err(failed)? {
                return Err(animated(name));
            }
            unpack(decoder, name)
        }
        Ok(ImageFormat::Jpeg) => {
            if !jpeg_end::is_complete(bytes) {
                return Err(RenderError::new(Kind::ImageBroken, format!("{name} is cut off.")));
            }
            unpack(JpegDecoder::new(Cursor::new(bytes)).map_err(failed)?, name)
        }
        Ok(ImageFormat::WebP) => {
            let decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(failed)?;
            if decoder.has_animation() {
                return Err(animated(name));
            }
            unpack(decoder, name)
        }
        Ok(ImageFormat::Gif) => Err(unsupported(name, "a GIF file")),
        _ => Err(unsupported(name, "in a format not known here")),
    }
}

fn animated(name: &str) -> RenderError {
    RenderError::new(Kind::ImageAnimated, format!("{name} is an animation; a still picture is needed."))
}

fn too_small(Size { width, height }: Size, name: &str) -> RenderError {
    let sentence = format!("{name} is {width}×{height} pixels; each side needs at least {MIN_SIDE}.");
    RenderError::new(Kind::ImageBroken, sentence)
}

fn unsupported(name: &str, found: &str) -> RenderError {
    RenderError::new(Kind::ImageUnsupported, format!("{name} is {found}; PNG, JPEG, WebP and AVIF are taken."))
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_DECODED_BYTES + (16 << 20));
    limits
}

fn unpack(mut decoder: impl ImageDecoder, name: &str) -> Result<Picture, RenderError> {
    let (width, height) = decoder.dimensions();
    if width < MIN_SIDE || height < MIN_SIDE {
        return Err(too_small(Size { width, height }, name));
    }
    if u64::from(width) * u64::from(height) > MAX_PIXELS || decoder.total_bytes() > MAX_DECODED_BYTES {
        let sentence = format!("{name} is {width}×{height} pixels; that is more than is taken.");
        return Err(RenderError::new(Kind::ImageTooLarge, sentence));
    }
    decoder.set_limits(limits()).map_err(|error| explain(&error, name))?;
    // Damaged orientation metadata does not make the picture unusable.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let color = decoder.color_type();
    let mut samples = vec![0; decoder.total_bytes() as usize];
    decoder.read_image(&mut samples).map_err(|error| explain(&error, name))?;
    let rgb = flatten::to_rgb(samples, color)
        .ok_or_else(|| RenderError::new(Kind::ImageUnsupported, format!("{name} has a colour type not known here.")))?;
    Ok(Picture { stored: Size { width, height }, rgb, orientation })
}

fn explain(error: &ImageError, name: &str) -> RenderError {
    match error {
        ImageError::Limits(_) => {
            RenderError::new(Kind::ImageTooLarge, format!("{name} takes more memory than is given to a picture."))
        }
        ImageError::Unsupported(_) => {
            RenderError::new(Kind::ImageUnsupported, format!("{name} uses a variant of its format not known here."))
        }
        other => RenderError::new(Kind::ImageBroken, format!("{name} is damaged: {other}.")),
    }
}

fn explain_avif(fault: avif::Fault, name: &str) -> RenderError {
    match fault {
        avif::Fault::Broken => RenderError::new(Kind::ImageBroken, format!("{name} is damaged.")),
        avif::Fault::Unsupported(why) => {
            RenderError::new(Kind::ImageUnsupported, format!("{name} {why}, which is not taken."))
        }
        avif::Fault::Animated => animated(name),
        avif::Fault::TooLarge => {
            let sentence = format!("{name} has more pixels than are taken of an AVIF file ({MAX_AVIF_PIXELS}).");
            RenderError::new(Kind::ImageTooLarge, sentence)
        }
        avif::Fault::TooSmall(size) => too_small(size, name),
    }
}
