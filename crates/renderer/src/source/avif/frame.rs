use super::color::Coding;
use super::{Failure, stream};
use crate::size::Size;
use akool_contract::media::MAX_AVIF_PIXELS;
use re_rav1d::{Decoder, Error, Picture, PixelLayout, PlanarImageComponent as Component, Plane, Settings, pixel};

/// A decoded frame.
pub(super) struct Frame {
    picture: Picture,
    planes: Vec<(Plane, usize)>,
    bytes_per_sample: usize,
}

impl Frame {
    /// Decodes AV1 data that holds one frame.
    pub fn decode(data: &[u8]) -> Result<Self, Failure> {
        stream::check_one_frame(data)?;
        let mut settings = Settings::new();
        // No threads: the jobs share the cores already.
        settings.set_n_threads(1);
        settings.set_max_frame_delay(1);
        settings.set_all_layers(false);
        settings.set_frame_size_limit(MAX_AVIF_PIXELS);
        let mut decoder = Decoder::with_settings(&settings).map_err(|error| fault_of(&error))?;
        match decoder.send_data(data.to_vec(), None, None, None) {
            Ok(()) | Err(Error::Again) => {}
            Err(error) => return Err(fault_of(&error)),
        }
        let picture = decoder.get_picture().map_err(|error| fault_of(&error))?;
        let components: &[Component] = match picture.pixel_layout() {
            PixelLayout::I400 => &[Component::Y],
            _ => &[Component::Y, Component::U, Component::V],
        };
        let planes = components.iter().map(|&component| (picture.plane(component), picture.stride(component) as usize));
        let bytes_per_sample = if picture.bit_depth() > 8 { 2 } else { 1 };
        Ok(Self { planes: planes.collect(), picture, bytes_per_sample })
    }

    pub fn size(&self) -> Size {
        Size { width: self.picture.width(), height: self.picture.height() }
    }

    pub fn is_gray(&self) -> bool {
        self.planes.len() == 1
    }

    /// The largest sample there can be.
    pub fn maximum(&self) -> f32 {
        ((1_u32 << self.picture.bit_depth()) - 1) as f32
    }

    /// By how much columns and rows of the chroma are fewer, as powers of two.
    pub fn chroma_shift(&self) -> (usize, usize) {
        match self.picture.pixel_layout() {
            PixelLayout::I420 => (1, 1),
            PixelLayout::I422 => (1, 0),
            PixelLayout::I400 | PixelLayout::I444 => (0, 0),
        }
    }

    /// A plane's row of at least `width` samples.
    pub fn row(&self, plane: usize, row: usize, width: usize) -> Result<Row<'_>, Failure> {
        let (plane, stride) = self.planes.get(plane).ok_or(Failure::Broken)?;
        let start = row * stride;
        let bytes = plane.as_ref().get(start..start + width * self.bytes_per_sample).ok_or(Failure::Broken)?;
        Ok(Row { bytes, bytes_per_sample: self.bytes_per_sample })
    }

    pub fn is_full_range(&self) -> bool {
        self.picture.color_range() == pixel::YUVRange::Full
    }

    /// How its colours are coded, as the picture itself says.
    pub fn coding(&self) -> Coding {
        use pixel::MatrixCoefficients as Matrix;
        // The numbers that files say it with.
        let matrix = match self.picture.matrix_coefficients() {
            Matrix::Identity => 0,
            Matrix::BT709 => 1,
            Matrix::BT470M => 4,
            Matrix::BT470BG | Matrix::ST170M => 6,
            Matrix::ST240M => 7,
            Matrix::YCgCo => 8,
            Matrix::BT2020NonConstantLuminance | Matrix::BT2020ConstantLuminance => 9,
            Matrix::Unspecified => 2,
            _ => u16::MAX,
        };
        Coding {
            matrix,
            is_full_range: self.is_full_range(),
            primaries: primaries(self.picture.color_primaries()),
            transfer: transfer(self.picture.transfer_characteristic()),
        }
    }
}

const UNSPECIFIED: u8 = 2;

/// The number of the primaries.
fn primaries(found: pixel::ColorPrimaries) -> u8 {
    use pixel::ColorPrimaries as Primaries;
    match found {
        Primaries::BT709 => 1,
        Primaries::BT470M => 4,
        Primaries::BT470BG => 5,
        Primaries::ST240M => 7,
        Primaries::Film => 8,
        Primaries::BT2020 => 9,
        Primaries::ST428 => 10,
        Primaries::P3DCI => 11,
        Primaries::P3Display => 12,
        Primaries::Tech3213 => 22,
        _ => UNSPECIFIED,
    }
}

/// The number of the transfer characteristics.
fn transfer(found: pixel::TransferCharacteristic) -> u8 {
    use pixel::TransferCharacteristic as Transfer;
    match found {
        Transfer::BT470M => 4,
        Transfer::BT470BG => 5,
        Transfer::ST240M => 7,
        Transfer::Linear => 8,
        Transfer::SRGB => 13,
        Transfer::PerceptualQuantizer => 16,
        Transfer::ST428 => 17,
        Transfer::HybridLogGamma => 18,
        // Those of cameras mean the usual curve.
        _ => UNSPECIFIED,
    }
}

/// A row's samples.
pub(super) struct Row<'a> {
    bytes: &'a [u8],
    bytes_per_sample: usize,
}

impl Row<'_> {
    pub fn sample(&self, column: usize) -> f32 {
        if self.bytes_per_sample == 1 {
            f32::from(self.bytes[column])
        } else {
            f32::from(u16::from_ne_bytes([self.bytes[column * 2], self.bytes[column * 2 + 1]]))
        }
    }
}

fn fault_of(error: &Error) -> Failure {
    match error {
        Error::UnsupportedBitstream => Failure::Unsupported("uses a variant of AV1 not known here"),
        Error::NotEnoughMemory => Failure::TooLarge(MAX_AVIF_PIXELS),
        // What the decoder says to a frame beyond its limit.
        Error::UnknownError(error) if format!("{error:?}") == "ERANGE" => Failure::TooLarge(MAX_AVIF_PIXELS),
        _ => Failure::Broken,
    }
}
