use super::super::decode::Pixels;
use super::*;

/// A picture of 64 by 48 pixels with smooth and sharp parts, coded by another program.
macro_rules! picture {
    ($name:literal) => {
        include_bytes!(concat!("../../../tests/pictures/", $name))
    };
}

fn planes_of(bytes: &[u8]) -> JpegPlanes {
    planes::decode(bytes, frame::Frame::find(bytes).unwrap()).unwrap()
}

/// What the library decodes.
fn expected(bytes: &[u8]) -> Vec<u8> {
    match decode(bytes).unwrap().pixels {
        Pixels::Rgb(rgb) => rgb,
        Pixels::Planar { .. } => panic!("a small picture is decoded by the library"),
    }
}

/// RGB from the planes, with chroma repeated where there is less of it.
fn rgb_of(planes: &JpegPlanes) -> Vec<u8> {
    let full = &planes.planes[0];
    let mut rgb = Vec::new();
    for y in 0..full.height {
        for x in 0..full.width {
            let mut samples = [0; 4];
            for (sample, plane) in samples.iter_mut().zip(&planes.planes) {
                let (x, y) = ((x as f64 * plane.scale.0) as usize, (y as f64 * plane.scale.1) as usize);
                *sample = plane.samples[y * plane.width + x];
            }
            rgb.extend_from_slice(&planes.model.pixel(samples)[..3]);
        }
    }
    rgb
}

fn mean_difference(a: &[u8], b: &[u8]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| f64::from(a.abs_diff(*b))).sum::<f64>() / a.len() as f64
}

#[test]
fn pictures_are_decoded_as_the_library_decodes_them() {
    for (name, bytes, allowed) in [
        ("baseline", picture!("baseline.jpg").as_slice(), 0.7),
        ("progressive", picture!("progressive.jpg"), 0.7),
        ("progressive, less chroma", picture!("progressive-420.jpg"), 3.0),
    ] {
        let difference = mean_difference(&rgb_of(&planes_of(bytes)), &expected(bytes));
        assert!(difference < allowed, "{name}: {difference}");
    }
}

#[test]
fn a_damaged_picture_is_no_panic() {
    let mut state = 1u64;
    for bytes in [picture!("baseline.jpg").as_slice(), picture!("progressive.jpg"), picture!("progressive-420.jpg")] {
        for _ in 0..300 {
            let mut damaged = bytes.to_vec();
            for _ in 0..3 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let place = (state >> 33) as usize % damaged.len();
                damaged[place] ^= 1 << (state >> 20 & 7);
            }
            let frame = frame::Frame::find(&damaged).filter(|frame| frame.width * frame.height < 100_000);
            let _decoded = frame.map(|frame| planes::decode(&damaged, frame));
        }
    }
}

#[test]
fn a_scan_that_is_cut_off_is_damage() {
    let bytes = picture!("progressive.jpg");
    let cut = &bytes[..bytes.len() * 2 / 3];
    assert!(planes::decode(cut, frame::Frame::find(cut).unwrap()).is_err());
}
