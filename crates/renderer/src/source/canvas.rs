use super::decode::{Picture, Pixels};
use super::flatten::Flattener;
use crate::error::RenderError;
use crate::frames::{Plane, Planes};
use crate::size::{Size, even};
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, GrayImage};
use std::fmt::Display;

/// Frames are cut from planes this much larger than themselves, so that a zoom finds detail.
const MAX_OVERSIZE: f64 = 1.35;
/// Rows of the canvas that are made at a time.
const BAND_ROWS: u32 = 128;

/// Most pixels of all canvases of a job: one canvas for a 4k video with the most useful oversize.
pub(crate) const MAX_CANVAS_PIXELS: f64 = 3840.0 * 2160.0 * MAX_OVERSIZE * MAX_OVERSIZE;

/// The middle of `picture` in the video's aspect, as planes somewhat larger than the video if it has the pixels and
/// `max_pixels` allow it.
pub(crate) fn canvas(picture: Picture, video: Size, max_pixels: f64) -> Result<Planes, RenderError> {
    let picture_size = picture.size();
    let (width, height) = (f64::from(picture_size.width), f64::from(picture_size.height));
    let (video_width, video_height) = (f64::from(video.width), f64::from(video.height));
    let pixels_per_video_pixel = (width / video_width).min(height / video_height);
    let (shown_width, shown_height) = (video_width * pixels_per_video_pixel, video_height * pixels_per_video_pixel);
    let affordable = (max_pixels / (video_width * video_height)).sqrt();
    let oversize = pixels_per_video_pixel.min(affordable).clamp(1.0, MAX_OVERSIZE);
    let size = Size { width: even(video_width * oversize), height: even(video_height * oversize) };

    // Cut and shrink first, turn the small one afterwards.
    let on_its_side = picture.lies_on_its_side();
    let (stored, shown) = if on_its_side {
        (Size { width: size.height, height: size.width }, (shown_height, shown_width))
    } else {
        (size, (shown_width, shown_height))
    };
    let Picture { stored: from, pixels, orientation } = picture;
    let mut planes = shrink(&pixels, from, shown, stored, BAND_ROWS)?;
    drop(pixels);
    for plane in planes.each_mut() {
        turn(plane, orientation)?;
    }
    Ok(planes)
}

/// Turns or mirrors a plane. The chroma's samples lie in the middle of four of the luma's, so all three turn alike.
fn turn(plane: &mut Plane, orientation: Orientation) -> Result<(), RenderError> {
    if orientation == Orientation::NoTransforms {
        return Ok(());
    }
    let samples = std::mem::take(&mut plane.samples);
    let gray = GrayImage::from_raw(plane.width as u32, plane.height as u32, samples)
        .ok_or_else(|| RenderError::internal("The resized picture lacks samples."))?;
    let mut gray = DynamicImage::ImageLuma8(gray);
    gray.apply_orientation(orientation);
    let gray = gray.into_luma8();
    *plane = Plane { width: gray.width() as usize, height: gray.height() as usize, samples: gray.into_raw() };
    Ok(())
}

/// Resizes the middle of a picture and converts it, in bands of an even number of rows, so that the intermediate steps
/// only need memory for one band.
fn shrink(pixels: &Pixels, from: Size, shown: (f64, f64), to: Size, band_rows: u32) -> Result<Planes, RenderError> {
    let (width, height) = (shown.0.min(f64::from(from.width)), shown.1.min(f64::from(from.height)));
    let middle = Part {
        left: (f64::from(from.width) - width) / 2.0,
        top: (f64::from(from.height) - height) / 2.0,
        width,
        height,
    };
    let rows_per_row = height / f64::from(to.height);
    let mut bands = Bands::new(pixels);
    let mut planes = Planes::new(to.width as usize, to.height as usize);
    let mut rgb = vec![0; to.width as usize * band_rows as usize * 3];
    for start in (0..to.height).step_by(band_rows as usize) {
        let rows = band_rows.min(to.height - start);
        let rgb = &mut rgb[..to.width as usize * rows as usize * 3];
        let part = Part {
            top: middle.top + f64::from(start) * rows_per_row,
            height: f64::from(rows) * rows_per_row,
            ..middle
        };
        bands.make(part, from, Size { width: to.width, height: rows }, rgb)?;
        convert(rgb, &mut planes, start as usize);
    }
    Ok(planes)
}

/// A part of a picture, in its pixels.
#[derive(Clone, Copy)]
struct Part {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

/// Makes bands of a smaller picture.
struct Bands<'a> {
    pixels: &'a Pixels,
    resizer: Resizer,
    /// For pixels that are not RGB yet.
    flattener: Option<Flattener>,
}

impl<'a> Bands<'a> {
    fn new(pixels: &'a Pixels) -> Self {
        let flattener = match pixels {
            Pixels::Rgb(_) => None,
            Pixels::Planar { planes, profile } => {
                Some(Flattener::new(planes.model.channels(), false, profile.as_deref()))
            }
        };
        Self { pixels, resizer: Resizer::new(), flattener }
    }

    fn make(&mut self, part: Part, from: Size, to: Size, rgb: &mut [u8]) -> Result<(), RenderError> {
        match (self.pixels, &mut self.flattener) {
            (Pixels::Planar { planes, .. }, Some(flattener)) => {
                let mut components = Vec::with_capacity(planes.planes.len());
                for plane in &planes.planes {
                    let mut samples = vec![0; to.width as usize * to.height as usize];
                    let (across, down) = plane.scale;
                    let part = Part {
                        left: part.left * across,
                        top: part.top * down,
                        width: part.width * across,
                        height: part.height * down,
                    };
                    let size = Size { width: plane.width as u32, height: plane.height as u32 };
                    resize(&mut self.resizer, (&plane.samples, size, PixelType::U8), part, (&mut samples, to))?;
                    components.push(samples);
                }
                let (model, channels) = (planes.model, planes.model.channels().count());
                let width = to.width as usize;
                let mut row = vec![0; width * channels];
                for (line, rgb) in rgb.chunks_exact_mut(width * 3).enumerate() {
                    for (x, pixel) in row.chunks_exact_mut(channels).enumerate() {
                        let mut samples = [0; 4];
                        for (sample, component) in samples.iter_mut().zip(&components) {
                            *sample = component[line * width + x];
                        }
                        pixel.copy_from_slice(&model.pixel(samples)[..channels]);
                    }
                    flattener.row(&row, rgb);
                }
                Ok(())
            }
            (Pixels::Rgb(samples), _) => resize(&mut self.resizer, (samples, from, PixelType::U8x3), part, (rgb, to)),
            (Pixels::Planar { .. }, None) => Err(RenderError::internal("The picture has no conversion.")),
        }
    }
}

fn resize(
    resizer: &mut Resizer,
    (source, from, kind): (&[u8], Size, PixelType),
    part: Part,
    (target, to): (&mut [u8], Size),
) -> Result<(), RenderError> {
    let failed = |error: &dyn Display| RenderError::internal(format!("The picture could not be resized: {error}."));
    let source = ImageRef::new(from.width, from.height, source, kind).map_err(|error| failed(&error))?;
    // Rounding must not lead out of the picture.
    let (left, top) = (part.left.min(f64::from(from.width)), part.top.min(f64::from(from.height)));
    let width = part.width.min(f64::from(from.width) - left);
    let height = part.height.min(f64::from(from.height) - top);
    let filter = ResizeAlg::Convolution(FilterType::CatmullRom);
    let options = ResizeOptions::new().resize_alg(filter).crop(left, top, width, height);
    let mut target = Image::from_slice_u8(to.width, to.height, target, kind).map_err(|error| failed(&error))?;
    resizer.resize(&source, &mut target, &options).map_err(|error| failed(&error))
}

/// RGB rows to BT.709 in its limited range, from row `start` on; the chroma at half the size in the middle of each four
/// pixels.
fn convert(rgb: &[u8], planes: &mut Planes, start: usize) {
    let Planes { y, u, v } = planes;
    let (width, half) = (y.width, y.width / 2);
    let rows = rgb.chunks_exact(width * 6);
    let luma_rows = y.samples.chunks_exact_mut(width * 2).skip(start / 2);
    let chroma_rows = u.samples.chunks_exact_mut(half).zip(v.samples.chunks_exact_mut(half)).skip(start / 2);
    for ((pair, luma), (u_row, v_row)) in rows.zip(luma_rows).zip(chroma_rows) {
        let (upper, lower) = pair.split_at(width * 3);
        for (sample, pixel) in luma.iter_mut().zip(pair.chunks_exact(3)) {
            let [red, green, blue] = [pixel[0], pixel[1], pixel[2]].map(i32::from);
            *sample = ((11_966 * red + 40_254 * green + 4_064 * blue + (16 << 16) + 32_768) >> 16) as u8;
        }
        let fours = upper.chunks_exact(6).zip(lower.chunks_exact(6));
        for ((a, b), (u_sample, v_sample)) in fours.zip(u_row.iter_mut().zip(v_row)) {
            let sum = |channel: usize| {
                i32::from(a[channel]) + i32::from(a[channel + 3]) + i32::from(b[channel]) + i32::from(b[channel + 3])
            };
            let (red, green, blue) = (sum(0), sum(1), sum(2));
            let round = (128 << 18) + (1 << 17);
            *u_sample = ((-6_596 * red - 22_189 * green + 28_784 * blue + round) >> 18) as u8;
            *v_sample = ((28_784 * red - 26_145 * green - 2_639 * blue + round) >> 18) as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_fit_together() {
        let from = Size { width: 301, height: 207 };
        let pixels = Pixels::Rgb((0..301 * 207 * 3).map(|index: u32| (index * 37 % 253) as u8).collect());
        for to in [Size { width: 120, height: 90 }, Size { width: 400, height: 300 }] {
            let whole = shrink(&pixels, from, (276.0, 207.0), to, 1_000).unwrap();
            let banded = shrink(&pixels, from, (276.0, 207.0), to, 14).unwrap();
            for (a, b) in whole.each().into_iter().zip(banded.each()) {
                let farthest = a.samples.iter().zip(&b.samples).map(|(a, b)| a.abs_diff(*b)).max();
                assert!(farthest <= Some(1), "{farthest:?}");
            }
        }
    }
}
