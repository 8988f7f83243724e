//! Pictures that mean harm, or are merely broken: each gives an error with a reason, quickly and in little memory.

use crate::jobs::preview;
use crate::pictures;
use akool_renderer::{RenderError, RenderErrorKind as Kind, render};
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};

fn refused(image: Vec<u8>) -> RenderError {
    let error = render(&preview(image), &|_| ()).expect_err("no video comes of this");
    assert!(error.to_string().starts_with("The picture ") && error.to_string().ends_with('.'), "{error}");
    error
}

fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut bytes = (content.len() as u32).to_be_bytes().to_vec();
    bytes.extend_from_slice(name);
    bytes.extend_from_slice(content);
    bytes.extend_from_slice(&crc(&bytes[4..]).to_be_bytes());
    bytes
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |sum, &byte| {
        (0..8).fold(sum ^ u32::from(byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 })
    })
}

fn png_head(width: u32, height: u32, depth: u8, color: u8) -> Vec<u8> {
    let mut head = width.to_be_bytes().to_vec();
    head.extend_from_slice(&height.to_be_bytes());
    head.extend_from_slice(&[depth, color, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    file.extend_from_slice(&chunk(b"IHDR", &head));
    file
}

#[test]
fn empty_files_and_noise_are_refused() {
    assert_eq!(refused(Vec::new()).kind(), Kind::ImageBroken);
    assert_eq!(refused(vec![7; 1_000]).kind(), Kind::ImageUnsupported);
    assert_eq!(refused(b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec()).kind(), Kind::ImageUnsupported);
    assert_eq!(refused(b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf".to_vec()).kind(), Kind::ImageBroken);
    assert_eq!(refused(b"\0\0\0\x1cftypheic\0\0\0\0mif1heicmiaf".to_vec()).kind(), Kind::ImageUnsupported);
}

#[test]
fn a_file_truncated_anywhere_is_refused() {
    let picture = pictures::landscape(96, 64);
    for file in [pictures::png(&picture), pictures::jpeg(&picture), pictures::webp(&picture), pictures::AVIF.to_vec()] {
        for part in 1..12 {
            let cut = file[..file.len() * part / 12].to_vec();
            let kind = refused(cut).kind();
            assert!(matches!(kind, Kind::ImageBroken | Kind::ImageUnsupported), "part {part}: {kind:?}");
        }
    }
}

#[test]
fn a_truncated_jpeg_with_a_whole_thumbnail_in_its_header_is_refused() {
    let file = pictures::jpeg_with_orientation(&pictures::landscape(96, 64), 1);
    let thumbnail = pictures::jpeg(&pictures::landscape(16, 16));
    let mut with_thumbnail = file[..2].to_vec();
    with_thumbnail.extend_from_slice(&[0xff, 0xe2]);
    with_thumbnail.extend_from_slice(&(thumbnail.len() as u16 + 2).to_be_bytes());
    with_thumbnail.extend_from_slice(&thumbnail);
    with_thumbnail.extend_from_slice(&file[2..file.len() - 300]);
    assert_eq!(refused(with_thumbnail).kind(), Kind::ImageBroken);
}

#[test]
fn flipped_bits_never_crash_the_renderer() {
    let picture = pictures::landscape(48, 32);
    let mut state = 1u64;
    for file in [pictures::png(&picture), pictures::jpeg(&picture), pictures::webp(&picture), pictures::AVIF.to_vec()] {
        for _ in 0..60 {
            let mut damaged = file.clone();
            for _ in 0..4 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let place = (state >> 33) as usize % damaged.len();
                damaged[place] ^= 1 << (state >> 20 & 7);
            }
            // A video or a sentence; anything else would be a panic here.
            if let Err(error) = render(&preview(damaged), &|_| ()) {
                assert!(error.kind() != Kind::Internal, "{error}");
            }
        }
    }
}

#[test]
fn of_an_animation_the_first_frame_is_shown() {
    let mut apng = png_head(64, 64, 8, 2);
    apng.extend_from_slice(&chunk(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]));
    let still = pictures::png(&pictures::landscape(64, 64));
    apng.extend_from_slice(&still[33..]);
    assert!(render(&preview(apng), &|_| ()).is_ok());

    // A WebP file whose head announces an animation.
    let mut body = b"WEBPVP8X\x0a\0\0\0\x02\0\0\0\x3f\0\0\x3f\0\0ANIM\x06\0\0\0\0\0\0\0\0\0".to_vec();
    let frame = pictures::webp(&pictures::landscape(64, 64));
    let image = &frame[12..];
    body.extend_from_slice(b"ANMF");
    body.extend_from_slice(&(16 + image.len() as u32).to_le_bytes());
    body.extend_from_slice(&[0, 0, 0, 0, 0, 0, 0x3f, 0, 0, 0x3f, 0, 0, 0x64, 0, 0, 0]);
    body.extend_from_slice(image);
    let mut animated = b"RIFF".to_vec();
    animated.extend_from_slice(&(body.len() as u32).to_le_bytes());
    animated.extend_from_slice(&body);
    assert!(render(&preview(animated), &|_| ()).is_ok());

    assert!(render(&preview(include_bytes!("../pictures/animated.avif").to_vec()), &|_| ()).is_ok());
    assert_eq!(refused(b"GIF89a\x40\0\x40\0\x80\0\0\0\0\0\xff\xff\xff".to_vec()).kind(), Kind::ImageUnsupported);
}

#[test]
fn huge_pictures_are_refused_before_they_are_unpacked() {
    // A few bytes that unpack to gigabytes.
    for (width, height, depth, color) in
        [(60_000, 60_000, 8, 2), (30_000, 3_000, 16, 6), (8_000, 7_000, 8, 2), (1 << 30, 16, 8, 0)]
    {
        let mut bomb = png_head(width, height, depth, color);
        bomb.extend_from_slice(&chunk(b"IDAT", &[0x78, 0x9c, 0x03, 0, 0, 0, 0, 1]));
        bomb.extend_from_slice(&chunk(b"IEND", &[]));
        let kind = refused(bomb).kind();
        assert!(matches!(kind, Kind::ImageTooLarge | Kind::ImageBroken), "{width}×{height}: {kind:?}");
    }
    // The JPEG frame header's own figures, 65 500 square.
    let mut jpeg = pictures::jpeg(&pictures::landscape(16, 16));
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xdc, 0xff, 0xdc]);
    assert_eq!(refused(jpeg).kind(), Kind::ImageTooLarge);
    // 20 megapixels in a few hundred bytes of AVIF.
    assert_eq!(refused(include_bytes!("../pictures/20-megapixels.avif").to_vec()).kind(), Kind::ImageTooLarge);
    // And a file that is itself too long.
    let mut long = pictures::png(&pictures::landscape(16, 16));
    long.resize((20 << 20) + 1, 0);
    assert_eq!(refused(long).kind(), Kind::ImageTooLarge);
}

#[test]
fn tiny_pictures_are_refused() {
    assert_eq!(refused(pictures::png(&pictures::landscape(7, 7))).kind(), Kind::ImageBroken);
}

#[test]
fn unusual_colour_types_are_accepted() {
    let samples: Vec<u8> = (0..64 * 64 * 8).map(|index| (index * 7 % 251) as u8).collect();
    for (color, bytes) in [
        (ExtendedColorType::L8, 1),
        (ExtendedColorType::La8, 2),
        (ExtendedColorType::Rgba8, 4),
        (ExtendedColorType::L16, 2),
        (ExtendedColorType::Rgb16, 6),
        (ExtendedColorType::Rgba16, 8),
    ] {
        let mut file = Vec::new();
        PngEncoder::new(&mut file).write_image(&samples[..64 * 64 * bytes], 64, 64, color).unwrap();
        assert!(render(&preview(file), &|_| ()).is_ok(), "{color:?}");
    }
}
