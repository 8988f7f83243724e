//! What the colours of a picture mean, and their conversion to sRGB.

use super::flatten::high;
use moxcms::{
    Chromaticity, CicpColorPrimaries, CicpProfile, CmsError, ColorPrimaries, ColorProfile, DataColorSpace, Layout,
    MatrixCoefficients, RenderingIntent, ToneReprCurve, TransferCharacteristics, Transform8BitExecutor,
    Transform16BitExecutor, TransformExecutor, TransformOptions, XyY,
};
use std::sync::Arc;

/// Luminance of diffuse white in pictures of high dynamic range (ITU-R BT.2408). Brighter parts are shown as white.
const HDR_WHITE_NITS: f64 = 203.0;
/// Entries of a tone curve made here.
const CURVE_ENTRIES: u32 = 4_096;
/// A `gAMA` of sRGB, and how far others may differ and still mean it.
const SRGB_GAMMA: f32 = 0.45455;
const GAMMA_TOLERANCE: f32 = 0.005;

/// The channels of a pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Channels {
    Gray,
    GrayAlpha,
    Rgb,
    Rgba,
    /// Inks, 0 for none.
    Cmyk,
}

impl Channels {
    pub const fn count(self) -> usize {
        match self {
            Self::Gray => 1,
            Self::GrayAlpha => 2,
            Self::Rgb => 3,
            Self::Rgba | Self::Cmyk => 4,
        }
    }

    pub const fn has_alpha(self) -> bool {
        matches!(self, Self::GrayAlpha | Self::Rgba)
    }

    const fn layout(self) -> Layout {
        match self {
            Self::Gray => Layout::Gray,
            Self::GrayAlpha => Layout::GrayAlpha,
            Self::Rgb => Layout::Rgb,
            // CMYK profiles take four channels in this layout.
            Self::Rgba | Self::Cmyk => Layout::Rgba,
        }
    }
}

/// The meaning of a picture's colours, where it is not sRGB.
pub(super) struct Profile(Box<ColorProfile>);

impl Profile {
    fn new(profile: ColorProfile) -> Self {
        Self(Box::new(profile))
    }

    /// Reads an ICC profile. A profile that is damaged or of other channels does not make the picture unusable.
    pub fn from_icc(bytes: &[u8], channels: Channels) -> Option<Self> {
        let profile = ColorProfile::new_from_slice(bytes).ok()?;
        let expected = match channels {
            Channels::Gray | Channels::GrayAlpha => DataColorSpace::Gray,
            Channels::Rgb | Channels::Rgba => DataColorSpace::Rgb,
            Channels::Cmyk => DataColorSpace::Cmyk,
        };
        (profile.color_space == expected).then(|| Self::new(profile))
    }

    /// Primaries and transfer characteristics as numbered by ITU-T H.273; `None` if they mean sRGB or nothing known.
    pub fn from_cicp(primaries: u8, transfer: u8) -> Option<Self> {
        use CicpColorPrimaries as Primaries;
        use TransferCharacteristics as Transfer;
        let color_primaries = match Primaries::try_from(primaries).ok()? {
            Primaries::Reserved | Primaries::Unspecified => Primaries::Bt709,
            known => known,
        };
        let transfer = match Transfer::try_from(transfer).ok()? {
            // Pictures for screens: their encoders mean the usual curve by the names of cameras' curves.
            Transfer::Reserved
            | Transfer::Unspecified
            | Transfer::Bt709
            | Transfer::Bt601
            | Transfer::Bt202010bit
            | Transfer::Bt202012bit => Transfer::Srgb,
            known => known,
        };
        if color_primaries == Primaries::Bt709 && transfer == Transfer::Srgb {
            return None;
        }
        let hdr = match transfer {
            Transfer::Smpte2084 => Some(curve(|signal| pq_nits(signal) / HDR_WHITE_NITS)),
            Transfer::Hlg => Some(curve(|signal| hlg_scene(signal) / hlg_scene(0.75))),
            _ => None,
        };
        let mut profile = ColorProfile::new_from_cicp(CicpProfile {
            color_primaries,
            transfer_characteristics: if hdr.is_some() { Transfer::Srgb } else { transfer },
            matrix_coefficients: MatrixCoefficients::Identity,
            full_range: true,
        });
        if let Some(curve) = hdr {
            profile.cicp = None;
            set_curves(&mut profile, curve);
        }
        profile.red_trc.is_some().then(|| Self::new(profile))
    }

    /// The exponent of a PNG's `gAMA` and the white point and primaries of its `cHRM`; `None` if they mean sRGB.
    pub fn from_gamma(gamma: Option<f32>, chromaticities: Option<[(f32, f32); 4]>, channels: Channels) -> Option<Self> {
        let gamma = gamma.filter(|gamma| *gamma > 0.0);
        let exponent = gamma.filter(|gamma| (gamma - SRGB_GAMMA).abs() > GAMMA_TOLERANCE).map(f32::recip);
        if matches!(channels, Channels::Gray | Channels::GrayAlpha) {
            return exponent.map(|exponent| Self::new(ColorProfile::new_gray_with_gamma(exponent)));
        }
        let mut profile = ColorProfile::new_srgb();
        let chromaticities = chromaticities.filter(|points| !is_srgb(points));
        if exponent.is_none() && chromaticities.is_none() {
            return None;
        }
        if let Some([white, red, green, blue]) = chromaticities {
            if [white, red, green, blue].iter().any(|(_, y)| *y <= 0.0) {
                return None;
            }
            let point = |(x, y)| Chromaticity::new(x, y);
            let white = XyY { x: white.0.into(), y: white.1.into(), yb: 1.0 };
            profile.update_rgb_colorimetry(
                white,
                ColorPrimaries { red: point(red), green: point(green), blue: point(blue) },
            );
        }
        profile.cicp = None;
        if let Some(exponent) = exponent {
            set_curves(&mut profile, curve(|signal| signal.powf(exponent.into())));
        }
        Some(Self::new(profile))
    }

    fn transform<T>(
        &self,
        channels: Channels,
        target: &ColorProfile,
        create: impl Fn(&ColorProfile, Layout, &ColorProfile, Layout, TransformOptions) -> Result<T, CmsError>,
    ) -> Option<T> {
        let layout = if channels.has_alpha() { Layout::Rgba } else { Layout::Rgb };
        [RenderingIntent::RelativeColorimetric, RenderingIntent::Perceptual]
            .into_iter()
            .find_map(|intent| create(&self.0, channels.layout(), target, layout, options(intent)).ok())
    }

    /// A conversion of 8-bit samples to sRGB, with the opacity if the channels have it.
    pub fn eight_bits(&self, channels: Channels) -> Option<Arc<Transform8BitExecutor>> {
        if channels == Channels::Cmyk {
            return Some(Arc::new(Inks::new(self)?));
        }
        self.transform(channels, &ColorProfile::new_srgb(), ColorProfile::create_transform_8bit)
    }

    /// The same for 16-bit samples.
    pub fn sixteen_bits(&self, channels: Channels) -> Option<Arc<Transform16BitExecutor>> {
        self.transform(channels, &ColorProfile::new_srgb(), ColorProfile::create_transform_16bit)
    }
}

fn options(rendering_intent: RenderingIntent) -> TransformOptions {
    TransformOptions {
        rendering_intent,
        // The file's own curves decide, not a note beside them.
        allow_use_cicp_transfer: false,
        ..TransformOptions::default()
    }
}

/// A conversion of inks to sRGB by way of a colour space that contains them all. The library interpolates between colours of the target;
/// near the edge of sRGB, those beyond it would be cut off first, and the colours between would be up to 14 levels off.
struct Inks {
    to_wide: Arc<Transform16BitExecutor>,
    to_srgb: Arc<Transform16BitExecutor>,
}

impl Inks {
    fn new(profile: &Profile) -> Option<Self> {
        let wide = ColorProfile::new_bt2020();
        let to_wide = profile.transform(Channels::Cmyk, &wide, ColorProfile::create_transform_16bit)?;
        let to_srgb = Profile::new(wide).transform(
            Channels::Rgb,
            &ColorProfile::new_srgb(),
            ColorProfile::create_transform_16bit,
        )?;
        Some(Self { to_wide, to_srgb })
    }
}

impl TransformExecutor<u8> for Inks {
    fn transform(&self, inks: &[u8], rgb: &mut [u8]) -> Result<(), CmsError> {
        let inks: Vec<u16> = inks.iter().map(|&ink| u16::from(ink) * 257).collect();
        let (mut wide, mut srgb) = (vec![0; rgb.len()], vec![0; rgb.len()]);
        self.to_wide.transform(&inks, &mut wide)?;
        self.to_srgb.transform(&wide, &mut srgb)?;
        rgb.iter_mut().zip(srgb).for_each(|(byte, level)| *byte = high(level));
        Ok(())
    }
}

fn set_curves(profile: &mut ColorProfile, curve: ToneReprCurve) {
    profile.red_trc = Some(curve.clone());
    profile.green_trc = Some(curve.clone());
    profile.blue_trc = Some(curve);
}

/// A tone curve from a signal between 0 and 1 to light, where more than 1 is cut.
fn curve(light: impl Fn(f64) -> f64) -> ToneReprCurve {
    let entry = |index| light(f64::from(index) / f64::from(CURVE_ENTRIES - 1)).clamp(0.0, 1.0) * 65_535.0 + 0.5;
    ToneReprCurve::Lut((0..CURVE_ENTRIES).map(|index| entry(index) as u16).collect())
}

/// SMPTE ST 2084.
fn pq_nits(signal: f64) -> f64 {
    let power = signal.powf(32.0 / 2_523.0);
    let ratio = (power - 0.835_937_5).max(0.0) / (18.851_562_5 - 18.687_5 * power);
    10_000.0 * ratio.powf(8_192.0 / 1_305.0)
}

/// The inverse of HLG's curve (ARIB STD-B67).
fn hlg_scene(signal: f64) -> f64 {
    const A: f64 = 0.178_832_77;
    if signal <= 0.5 { signal * signal / 3.0 } else { (((signal - 0.559_910_73) / A).exp() + 1.0 - 4.0 * A) / 12.0 }
}

fn is_srgb(points: &[(f32, f32); 4]) -> bool {
    const SRGB: [(f32, f32); 4] = [(0.3127, 0.3290), (0.64, 0.33), (0.30, 0.60), (0.15, 0.06)];
    points.iter().zip(SRGB).all(|(found, known)| (found.0 - known.0).abs() < 0.002 && (found.1 - known.1).abs() < 0.002)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(profile: &Profile, rgb: [u8; 3]) -> [u8; 3] {
        let mut found = [0; 3];
        profile.eight_bits(Channels::Rgb).unwrap().transform(&rgb, &mut found).unwrap();
        found
    }

    fn assert_near(found: [u8; 3], expected: [u8; 3]) {
        let farthest = found.iter().zip(expected).map(|(a, b)| a.abs_diff(b)).max().unwrap();
        assert!(farthest < 3, "{found:?} is not {expected:?}");
    }

    #[test]
    fn code_points_of_a_wide_gamut_are_converted() {
        let display_p3 = Profile::from_cicp(12, 13).unwrap();
        assert_near(converted(&display_p3, [200, 100, 50]), [215, 93, 31]);
        assert_near(converted(&display_p3, [128, 128, 128]), [128, 128, 128]);
    }

    #[test]
    fn code_points_that_mean_srgb_change_nothing() {
        for (primaries, transfer) in [(1, 13), (1, 1), (2, 2), (1, 6)] {
            assert!(Profile::from_cicp(primaries, transfer).is_none());
        }
    }

    #[test]
    fn the_white_of_a_picture_of_high_dynamic_range_is_white() {
        // PQ codes 203 nits as 0.58, HLG as 0.75.
        assert_near(converted(&Profile::from_cicp(9, 16).unwrap(), [148; 3]), [255; 3]);
        assert_near(converted(&Profile::from_cicp(9, 18).unwrap(), [191; 3]), [255; 3]);
    }

    #[test]
    fn linear_light_becomes_brighter() {
        let linear = Profile::from_gamma(Some(1.0), None, Channels::Rgb).unwrap();
        assert_near(converted(&linear, [55, 128, 255]), [128, 188, 255]);
    }

    #[test]
    fn the_usual_gamma_and_primaries_mean_srgb() {
        let points = [(0.3127, 0.329), (0.64, 0.33), (0.3, 0.6), (0.15, 0.06)];
        assert!(Profile::from_gamma(Some(0.45455), Some(points), Channels::Rgb).is_none());
    }
}
