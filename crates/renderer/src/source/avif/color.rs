use super::Failure;
use super::frame::{Frame, Row};
use crate::size::Size;

/// Transparent parts show this.
const PAPER: f32 = 255.0;

/// How luma and chroma stand for colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Coding {
    /// As numbered by ITU-T H.273.
    pub matrix: u16,
    /// Whether black and white are the lowest and the highest sample.
    pub is_full_range: bool,
    /// The primaries and the transfer characteristics, by the same standard.
    pub primaries: u8,
    pub transfer: u8,
}

/// From samples to the shares of the three colours.
enum Matrix {
    /// The planes are green, blue and red.
    Identity,
    /// Shares of red and blue in the luma.
    Luma { red: f32, blue: f32 },
}

impl Coding {
    fn matrix(self) -> Result<Matrix, Failure> {
        let (red, blue) = match self.matrix {
            0 => return Ok(Matrix::Identity),
            1 => (0.2126, 0.0722),
            4 => (0.30, 0.11),
            // What is not said is what most encoders mean.
            2 | 5 | 6 => (0.299, 0.114),
            7 => (0.212, 0.087),
            9 | 10 => (0.2627, 0.0593),
            _ => return Err(Failure::Unsupported("codes its colours in a way not known here")),
        };
        Ok(Matrix::Luma { red, blue })
    }
}

/// Samples of a plane, brought to 0…1, or -0.5…0.5.
struct Scale {
    zero: f32,
    factor: f32,
}

impl Scale {
    fn luma(maximum: f32, is_full_range: bool) -> Self {
        if is_full_range {
            return Self { zero: 0.0, factor: 1.0 / maximum };
        }
        let step = (maximum + 1.0) / 256.0;
        Self { zero: 16.0 * step, factor: 1.0 / (219.0 * step) }
    }

    fn chroma(maximum: f32, is_full_range: bool) -> Self {
        let step = (maximum + 1.0) / 256.0;
        let range = if is_full_range { maximum } else { 224.0 * step };
        Self { zero: 128.0 * step, factor: 1.0 / range }
    }

    fn of(&self, row: &Row, column: usize) -> f32 {
        (row.sample(column) - self.zero) * self.factor
    }
}

/// A frame as RGB.
pub(super) fn to_rgb(frame: &Frame, coding: Coding) -> Result<Vec<u8>, Failure> {
    let Size { width, height } = frame.size();
    let (width, height) = (width as usize, height as usize);
    let luma_scale = Scale::luma(frame.maximum(), coding.is_full_range);
    let chroma_scale = Scale::chroma(frame.maximum(), coding.is_full_range);
    let (shift_x, shift_y) = frame.chroma_shift();
    let chroma_width = width.div_ceil(1 << shift_x);
    let matrix = coding.matrix()?;
    let mut rgb = Vec::with_capacity(width * height * 3);
    for at in 0..height {
        let luma = frame.row(0, at, width)?;
        if frame.is_gray() {
            rgb.extend((0..width).flat_map(|x| [byte(luma_scale.of(&luma, x)); 3]));
            continue;
        }
        let (u, v) = (frame.row(1, at >> shift_y, chroma_width)?, frame.row(2, at >> shift_y, chroma_width)?);
        // The frames are cut from chroma of half the size again, so nothing is gained by a finer spread of it here.
        rgb.extend((0..width).flat_map(|x| match matrix {
            Matrix::Identity => [&v, &luma, &u].map(|row| byte(luma_scale.of(row, x >> shift_x))),
            Matrix::Luma { red, blue } => {
                let y = luma_scale.of(&luma, x);
                let (u, v) = (chroma_scale.of(&u, x >> shift_x), chroma_scale.of(&v, x >> shift_x));
                let (r, b) = (y + 2.0 * (1.0 - red) * v, y + 2.0 * (1.0 - blue) * u);
                [r, (y - red * r - blue * b) / (1.0 - red - blue), b].map(byte)
            }
        }));
    }
    Ok(rgb)
}

/// The luma of a frame, which says of a mask how opaque a pixel is.
pub(super) fn luma(mask: &Frame) -> Result<Vec<u8>, Failure> {
    let Size { width, height } = mask.size();
    let scale = Scale::luma(mask.maximum(), mask.is_full_range());
    let mut samples = Vec::with_capacity(width as usize * height as usize);
    for at in 0..height as usize {
        let row = mask.row(0, at, width as usize)?;
        samples.extend((0..width as usize).map(|x| byte(scale.of(&row, x))));
    }
    Ok(samples)
}

/// Lays a picture on white paper; `mask` says how opaque each pixel is.
pub(super) fn lay_on_paper(rgb: &mut [u8], mask: &[u8], is_premultiplied: bool) {
    for (pixel, opacity) in rgb.chunks_exact_mut(3).zip(mask) {
        let opacity = f32::from(*opacity) / 255.0;
        let share = if is_premultiplied { 1.0 } else { opacity };
        for channel in pixel {
            *channel = (f32::from(*channel) * share + PAPER * (1.0 - opacity) + 0.5) as u8;
        }
    }
}

fn byte(share: f32) -> u8 {
    (share * 255.0 + 0.5) as u8
}
