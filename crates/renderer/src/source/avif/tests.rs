use super::super::decode::decode as decode_any;
use super::*;
use image::metadata::Orientation;

macro_rules! picture {
    ($name:literal) => {
        include_bytes!(concat!("../../../tests/pictures/", $name))
    };
}

const TURNED: &[u8] = picture!("turned.avif");
const TURNED_AND_MIRRORED: &[u8] = picture!("turned-and-mirrored.avif");
const PLAIN: &[u8] = picture!("420-8bit.avif");

/// What the files were made from.
fn landscape() -> Picture {
    decode_any(picture!("landscape.png"), "The picture").unwrap()
}

fn mean_difference(a: &[u8], b: &[u8]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| f64::from(a.abs_diff(*b))).sum::<f64>() / a.len() as f64
}

fn failure(bytes: &[u8]) -> Failure {
    assert!(is_avif(bytes));
    decode(bytes).map(|picture| picture.stored).expect_err("no picture comes of this")
}

fn rgb(picture: &Picture) -> &[u8] {
    match &picture.pixels {
        Pixels::Rgb(rgb) => rgb,
        Pixels::Planar { .. } => panic!("an AVIF picture is RGB"),
    }
}

/// `bytes` with the first byte of a property's content replaced.
fn with_property(bytes: &[u8], name: &[u8; 4], value: u8) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let place = bytes.windows(4).position(|window| window == name).expect("the property") + 4;
    bytes[place] = value;
    bytes
}

#[test]
fn every_depth_and_layout_shows_the_same_picture() {
    let expected = landscape();
    // It says that its colours are those of BT.2100, too, but they are not.
    let mut bt2020 = picture!("422-12bit.avif").to_vec();
    let place = bt2020.windows(4).position(|window| window == b"nclx").unwrap() + 4;
    bt2020[place..place + 4].copy_from_slice(&[0, 1, 0, 13]);
    for (name, file) in [
        ("4:2:0 in 8 bits, limited", PLAIN),
        ("4:2:2 in 12 bits, limited, BT.2020", bt2020.as_slice()),
        ("4:4:4 in 10 bits, full, BT.709", picture!("444-10bit.avif")),
        ("red, green and blue without loss", picture!("lossless.avif")),
    ] {
        let found = decode(file).unwrap();
        assert_eq!(found.stored, expected.stored, "{name}");
        let difference = mean_difference(rgb(&found), rgb(&expected));
        let allowed = if name.contains("without loss") { 0.0 } else { 2.5 };
        assert!(difference <= allowed, "{name}: {difference}");
    }
}

#[test]
fn a_gray_picture_shows_the_luma() {
    let found = decode(picture!("gray.avif")).unwrap();
    assert!(rgb(&found).chunks_exact(3).all(|pixel| pixel[0] == pixel[1] && pixel[1] == pixel[2]));
    let gray = |rgb: &[u8]| 0.299 * f64::from(rgb[0]) + 0.587 * f64::from(rgb[1]) + 0.114 * f64::from(rgb[2]);
    let expected: Vec<u8> = rgb(&landscape()).chunks_exact(3).flat_map(|pixel| [gray(pixel) as u8; 3]).collect();
    assert!(mean_difference(rgb(&found), &expected) < 2.5);
}

#[test]
fn tiles_are_put_together_and_parts_cut_out() {
    let tiles = decode(picture!("tiles.avif")).unwrap();
    assert_eq!((tiles.stored, rgb(&tiles).len()), (Size { width: 128, height: 64 }, 128 * 64 * 3));
    let rows: Vec<&[u8]> = rgb(&tiles).chunks_exact(128 * 3).collect();
    // Both tiles are the same picture.
    assert!(rows.iter().all(|row| row[..64 * 3] == row[64 * 3..]));

    let part = grid::Part { left: 16, top: 8, size: Size { width: 2, height: 1 } };
    let picture: Vec<u8> = (0..32 * 16 * 3).map(|index: u32| (index % 251) as u8).collect();
    let first = (8 * 32 + 16) * 3;
    assert_eq!(part.cut(&picture, Size { width: 32, height: 16 }), picture[first..first + 6]);
}

#[test]
fn odd_sides_are_kept() {
    let found = decode(picture!("420-odd-sides.avif")).unwrap();
    assert_eq!((found.stored, rgb(&found).len()), (Size { width: 97, height: 65 }, 97 * 65 * 3));
}

#[test]
fn transparent_parts_show_white_paper() {
    // A third as it is, a third at half, a third gone.
    let mut expected = rgb(&landscape()).to_vec();
    for row in expected.chunks_exact_mut(96 * 3) {
        row[32 * 3..64 * 3]
            .iter_mut()
            .for_each(|channel| *channel = ((u32::from(*channel) * 128 + 255 * 127) / 255) as u8);
        row[64 * 3..].fill(255);
    }
    for (name, file) in
        [("straight", picture!("transparent.avif").as_slice()), ("premultiplied", picture!("premultiplied.avif"))]
    {
        let difference = mean_difference(rgb(&decode(file).unwrap()), &expected);
        assert!(difference < 2.5, "{name}: {difference}");
    }
}

#[test]
fn notes_on_turning_and_mirroring_mean_what_their_exif_number_means() {
    // As another reader of AVIF (libavif by way of Pillow) translates them.
    for (quarters, exif) in [(0, 1), (1, 8), (2, 3), (3, 6)] {
        let found = decode(&with_property(TURNED, b"irot", quarters)).unwrap().orientation;
        assert_eq!(Some(found), Orientation::from_exif(exif), "{quarters}");
    }
    for (quarters, axis, exif) in
        [(0, 0, 4), (0, 1, 2), (1, 0, 5), (1, 1, 7), (2, 0, 2), (2, 1, 4), (3, 0, 7), (3, 1, 5)]
    {
        let file = with_property(&with_property(TURNED_AND_MIRRORED, b"irot", quarters), b"imir", axis);
        assert_eq!(Some(decode(&file).unwrap().orientation), Orientation::from_exif(exif), "{quarters} {axis}");
    }
}

#[test]
fn what_is_not_taken_says_why() {
    assert_eq!(failure(picture!("20-megapixels.avif")), Failure::TooLarge(MAX_AVIF_PIXELS));
    let mut crops = TURNED.to_vec();
    let place = crops.windows(4).position(|window| window == b"irot").unwrap();
    crops[place..place + 4].copy_from_slice(b"a1lx");
    assert!(matches!(failure(&crops), Failure::Unsupported(why) if why.contains("layers")));
}

#[test]
fn a_file_that_is_cut_off_anywhere_is_damaged() {
    for length in 32..PLAIN.len() {
        assert!(matches!(failure(&PLAIN[..length]), Failure::Broken | Failure::CutOff), "{length}");
    }
}

fn boxed(name: &[u8; 4], content: &[&[u8]]) -> Vec<u8> {
    let content = content.concat();
    [&(content.len() as u32 + 8).to_be_bytes(), name.as_slice(), &content].concat()
}

/// A file whose only picture lies in `parts` (start, length) of `data`.
fn file(data: &[u8], parts: &[(u32, u32)]) -> Vec<u8> {
    let build = |base: u32| {
        let list: Vec<u8> =
            parts.iter().flat_map(|(start, length)| [start.to_be_bytes(), length.to_be_bytes()]).flatten().collect();
        let iloc = [
            [0, 0, 0, 0, 0x44, 0x40, 0, 1, 0, 1, 0, 0].as_slice(),
            &base.to_be_bytes(),
            &(parts.len() as u16).to_be_bytes(),
            &list,
        ];
        let infe = boxed(b"infe", &[&[2, 0, 0, 0, 0, 1, 0, 0], b"av01\0"]);
        let iprp = boxed(b"iprp", &[&boxed(b"ipco", &[]), &boxed(b"ipma", &[&[0; 8]])]);
        let meta = boxed(
            b"meta",
            &[
                &[0; 4],
                &boxed(b"pitm", &[&[0, 0, 0, 0, 0, 1]]),
                &boxed(b"iloc", &iloc),
                &boxed(b"iinf", &[&[0, 0, 0, 0, 0, 1], &infe]),
                &iprp,
            ],
        );
        [boxed(b"ftyp", &[b"avif\0\0\0\0avifmif1"]), meta].concat()
    };
    // The data begins after its box's head.
    let base = build(0).len() as u32 + 8;
    [build(base), boxed(b"mdat", &[data])].concat()
}

/// The AV1 data of the plain file.
fn stream() -> &'static [u8] {
    let place = PLAIN.windows(4).position(|window| window == b"mdat").unwrap() + 4;
    &PLAIN[place..]
}

#[test]
fn a_picture_may_lie_in_parts() {
    let data = stream();
    let half = data.len() as u32 / 2;
    let whole = decode(&file(data, &[(0, data.len() as u32)])).unwrap();
    let parts = decode(&file(data, &[(0, half), (half, data.len() as u32 - half)])).unwrap();
    assert_eq!(rgb(&whole), rgb(&parts));
    assert!(mean_difference(rgb(&whole), rgb(&landscape())) < 2.5);
}

#[test]
fn a_list_of_parts_cannot_ask_for_more_memory_than_the_file_has() {
    let data = vec![0; 1 << 20];
    let parts = vec![(0, 1 << 20); 60_000];
    assert_eq!(failure(&file(&data, &parts)), Failure::Broken);
}

#[test]
fn more_than_one_frame_is_refused_before_any_is_decoded() {
    let data = stream();
    let twice = [data, data].concat();
    assert_eq!(failure(&file(&twice, &[(0, twice.len() as u32)])), Failure::Unsupported("has layers"));
}

#[test]
fn parts_outside_the_file_are_damage() {
    let data = stream();
    for part in [(0, u32::MAX), (u32::MAX, 1), (data.len() as u32, 1), (1 << 31, 1 << 31)] {
        assert_eq!(failure(&file(data, &[part])), Failure::Broken, "{part:?}");
    }
    assert_eq!(failure(&file(data, &[])), Failure::Broken);
}
