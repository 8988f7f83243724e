//! Colours of pictures with a profile, in the finished video. The files show a board of three by three fields of one colour each; what they
//! are in sRGB was computed by another library (lcms2).

use crate::film::Film;
use crate::jobs::preview;
use crate::pictures;
use akool_renderer::{Quality, RenderJob, render};
use image::{Rgb, RgbImage};

macro_rules! picture {
    ($name:literal) => {
        include_bytes!(concat!("../pictures/colour/", $name)).as_slice()
    };
}

type Board = [[u8; 3]; 9];

/// The fields as stored, taken for Display P3.
const DISPLAY_P3: Board = [
    [218, 0, 26],
    [0, 183, 0],
    [40, 40, 208],
    [200, 200, 0],
    [218, 0, 207],
    [0, 204, 202],
    [255, 255, 255],
    [128, 128, 128],
    [20, 20, 20],
];
/// The same as 8-bit luma and chroma, which hold less: what another decoder (libavif) gives, taken for Display P3.
const DISPLAY_P3_OF_AVIF: Board = [
    [218, 0, 26],
    [0, 184, 0],
    [37, 41, 207],
    [200, 200, 0],
    [217, 0, 207],
    [0, 205, 199],
    [255, 255, 255],
    [128, 128, 128],
    [20, 20, 20],
];
/// The fields as stored.
const SRGB: Board = [
    [200, 40, 40],
    [40, 180, 40],
    [40, 40, 200],
    [200, 200, 40],
    [200, 40, 200],
    [40, 200, 200],
    [255, 255, 255],
    [128, 128, 128],
    [20, 20, 20],
];
const GRAY: Board = [[159; 3], [184; 3], [131; 3], [220; 3], [173; 3], [203; 3], [255; 3], [188; 3], [79; 3]];
/// Inks by a profile with a table, in relative colorimetry; without the library's own shortcut, which makes 14 of the first 3.
const INKS: Board = [
    [3, 117, 139],
    [194, 79, 109],
    [232, 195, 68],
    [93, 80, 150],
    [125, 190, 138],
    [206, 113, 74],
    [255, 255, 255],
    [135, 134, 134],
    [33, 32, 31],
];
/// Of 255, at the smallest size of a job. A step of the chroma of the video alone is two levels of blue.
const TOLERANCE: f64 = 3.0;
/// The same where nothing but rounding to 8-bit luma and chroma is in between.
const TOLERANCE_OF_SRGB: f64 = 2.0;

#[test]
fn profiles_and_code_points_are_shown_in_srgb() {
    let mut wrong = Vec::new();
    for (name, file, board) in [
        ("JPEG with a profile", picture!("p3.jpg"), DISPLAY_P3),
        ("CMYK JPEG with a profile", picture!("cmyk.jpg"), INKS),
        ("PNG with a profile", picture!("p3.png"), DISPLAY_P3),
        ("WebP with a profile", picture!("p3.webp"), DISPLAY_P3),
        ("AVIF with a profile", picture!("p3.avif"), DISPLAY_P3_OF_AVIF),
        ("AVIF with code points", picture!("cicp.avif"), DISPLAY_P3_OF_AVIF),
        ("AVIF of 10 bits with code points", picture!("cicp-10bit.avif"), DISPLAY_P3),
        ("PNG with code points", picture!("cicp.png"), DISPLAY_P3),
        ("PNG with primaries", picture!("chrm.png"), DISPLAY_P3),
        ("PNG in linear light, 16 bits", picture!("gamma-16bit.png"), SRGB),
        ("gray JPEG with a profile", picture!("gray-linear.jpg"), GRAY),
        ("gray PNG with a profile", picture!("gray-linear.png"), GRAY),
    ] {
        let job = RenderJob { quality: Quality::Full, short_side: 720, seconds: 1, ..preview(file.to_vec()) };
        let film = Film::decode(&render(&job, &|_| ()).unwrap_or_else(|error| panic!("{name}: {error}")).mp4);
        for (index, expected) in board.iter().enumerate() {
            let (left, top) = ((index % 3) as f64 / 3.0, (index / 3) as f64 / 3.0);
            let found = film.frames[0].color(left + 0.12, top + 0.12, left + 0.22, top + 0.22);
            let error = found.iter().zip(expected).map(|(a, b)| (a - f64::from(*b)).abs()).fold(0.0, f64::max);
            if error >= TOLERANCE {
                wrong.push(format!("{name}, field {index}: {found:.1?} is not {expected:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_flat_colour_is_shown_as_it_is_to_the_end() {
    const COLUMNS: u32 = 12;
    const ROWS: u32 = 9;
    // Far apart in all three channels, without a pattern.
    let color = |index: u32| [97, 61, 37].map(|factor: u32| ((index * factor + index * index % 251) % 256) as u8);
    let fields = |board: u32| (0..COLUMNS * ROWS).map(move |index| color(board * COLUMNS * ROWS + index));
    let mut wrong = Vec::new();
    for board in 0..4 {
        let colors: Vec<_> = fields(board).collect();
        let image = RgbImage::from_fn(1280, 720, |column, row| {
            Rgb(colors[(row * ROWS / 720 * COLUMNS + column * COLUMNS / 1280) as usize])
        });
        let still = RenderJob { prompt: "static".to_owned(), seconds: 1, ..preview(pictures::png(&image)) };
        let film = Film::decode(&render(&RenderJob { quality: Quality::Full, ..still }, &|_| ()).unwrap().mp4);
        for (index, expected) in colors.iter().enumerate() {
            let side = |at: usize, of: u32, from: f64| (at as f64 + from) / f64::from(of);
            let (column, row) = (index % COLUMNS as usize, index / COLUMNS as usize);
            let found = film.frames.last().unwrap().color(
                side(column, COLUMNS, 0.3),
                side(row, ROWS, 0.3),
                side(column, COLUMNS, 0.7),
                side(row, ROWS, 0.7),
            );
            let error = found.iter().zip(expected).map(|(a, b)| (a - f64::from(*b)).abs()).fold(0.0, f64::max);
            if error >= TOLERANCE_OF_SRGB {
                wrong.push(format!("{expected:?} is shown as {found:.1?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
