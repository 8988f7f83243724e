use super::super::decode::Failure;
use super::super::profile::Channels;
use super::frame::Frame;
use super::{scan, transform};

/// How the components of a picture stand for colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::source) enum Model {
    Gray,
    YCbCr,
    Rgb,
    /// 255 for no ink, as all programs write it.
    Cmyk,
    /// The same, with the first three inks as luma and chroma.
    Ycck,
}

impl Model {
    fn of(frame: &Frame, adobe: Option<u8>) -> Option<Self> {
        let is_named_rgb = frame.components.iter().map(|component| component.id).eq(*b"RGB");
        Some(match (frame.components.len(), adobe) {
            (1, _) => Self::Gray,
            (3, Some(0)) => Self::Rgb,
            (3, None) if is_named_rgb => Self::Rgb,
            (3, _) => Self::YCbCr,
            (4, Some(2)) => Self::Ycck,
            (4, _) => Self::Cmyk,
            _ => return None,
        })
    }

    pub const fn channels(self) -> Channels {
        match self {
            Self::Gray => Channels::Gray,
            Self::YCbCr | Self::Rgb => Channels::Rgb,
            Self::Cmyk | Self::Ycck => Channels::Cmyk,
        }
    }

    /// A pixel of these [`Self::channels`] from a sample of each component.
    pub fn pixel(self, samples: [u8; 4]) -> [u8; 4] {
        let [first, second, third, fourth] = samples;
        match self {
            Self::Gray | Self::Rgb => samples,
            Self::YCbCr => to_rgb(first, second, third, 0),
            Self::Cmyk => samples.map(|sample| 255 - sample),
            // The conversion to RGB gives the inks, since they are stored the other way round twice.
            Self::Ycck => to_rgb(first, second, third, 255 - fourth),
        }
    }
}

fn to_rgb(luma: u8, blue: u8, red: u8, fourth: u8) -> [u8; 4] {
    let (luma, blue, red) = (f32::from(luma), f32::from(blue) - 128.0, f32::from(red) - 128.0);
    let level = |value: f32| (value + 0.5).clamp(0.0, 255.0) as u8;
    [level(luma + 1.402 * red), level(luma - 0.344_136 * blue - 0.714_136 * red), level(luma + 1.772 * blue), fourth]
}

/// A component's samples.
pub(in crate::source) struct JpegPlane {
    pub width: usize,
    pub height: usize,
    pub samples: Vec<u8>,
    /// Its resolution as a share of the picture's, across and down.
    pub scale: (f64, f64),
}

/// A decoded picture, as its file stores it.
pub(in crate::source) struct JpegPlanes {
    pub model: Model,
    pub planes: Vec<JpegPlane>,
}

pub(super) fn decode(bytes: &[u8], frame: Frame) -> Result<JpegPlanes, Failure> {
    let decoded = scan::decode(bytes, &frame).ok_or(Failure::Broken)?;
    let model =
        Model::of(&frame, decoded.adobe).ok_or(Failure::Unsupported("has a number of components not known here"))?;
    let mut planes = Vec::with_capacity(frame.components.len());
    for (component, coefficients) in frame.components.iter().zip(decoded.components) {
        let table = decoded.quantisation[component.table].ok_or(Failure::Broken)?;
        let (width, height) = frame.size_of(component);
        let stride = coefficients.across * 8;
        let mut samples = coefficients.into_samples(|block| transform::samples(&block, &table));
        // Without what fills up the last blocks.
        for row in 1..height {
            samples.copy_within(row * stride..row * stride + width, row * width);
        }
        samples.truncate(width * height);
        let scale = |own: usize, most: usize| own as f64 / most as f64;
        let scale = (scale(component.across, frame.most_across()), scale(component.down, frame.most_down()));
        planes.push(JpegPlane { width, height, samples, scale });
    }
    Ok(JpegPlanes { model, planes })
}
