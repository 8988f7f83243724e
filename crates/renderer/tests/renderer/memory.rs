//! The memory that the largest pictures take, measured in a process of their own.

use crate::jobs::preview;
use akool_renderer::render;
use std::process::Command;
use std::{env, fs};

/// The limit in the README, in KiB.
const LIMIT_KIB: u64 = 256 << 10;
/// The picture that the process of its own renders.
const FILE: &str = "AKOOL_MEMORY_TEST_PICTURE";

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    [&[0xff, marker], (content.len() as u16 + 2).to_be_bytes().as_slice(), content].concat()
}

/// A gray surface of 48 megapixels. Its tables have one code of one bit: "nothing" for a first coefficient, "no more" for the others.
fn jpeg(is_progressive: bool, factors: &[u8]) -> Vec<u8> {
    const WIDTH: u16 = 8_000;
    const HEIGHT: u16 = 6_000;
    let count = factors.len() as u8;
    let mut frame = [&[8], HEIGHT.to_be_bytes().as_slice(), &WIDTH.to_be_bytes(), &[count]].concat();
    let mut scan = vec![count];
    for (id, factor) in (1..).zip(factors) {
        frame.extend_from_slice(&[id, *factor, 0]);
        scan.extend_from_slice(&[id, 0]);
    }
    let table = |class: u8, value: u8| segment(0xc4, &[&[class, 1], [0; 15].as_slice(), &[value]].concat());
    let blocks = |factor: u8| usize::from(factor >> 4) * usize::from(factor & 15);
    let most = factors.iter().copied().max().unwrap_or(0x11);
    let units = usize::from(WIDTH).div_ceil(8 * usize::from(most >> 4))
        * usize::from(HEIGHT).div_ceil(8 * usize::from(most & 15));
    let all: usize = units * factors.iter().map(|factor| blocks(*factor)).sum::<usize>();
    let bits = if is_progressive { all } else { all * 2 };
    let last = if is_progressive { 0 } else { 63 };
    [
        vec![0xff, 0xd8],
        segment(0xdb, &[&[0], [1; 64].as_slice()].concat()),
        segment(if is_progressive { 0xc2 } else { 0xc0 }, &frame),
        table(0x00, 0),
        table(0x10, 0),
        segment(0xda, &[scan.as_slice(), &[0, last, 0]].concat()),
        vec![0; bits.div_ceil(8)],
        vec![0xff, 0xd9],
    ]
    .concat()
}

#[test]
fn the_largest_pictures_stay_within_the_limit() {
    if let Ok(file) = env::var(FILE) {
        render(&preview(fs::read(file).unwrap()), &|_| ()).unwrap();
        println!("{}", fs::read_to_string("/proc/self/status").unwrap());
        return;
    }
    for (name, file) in [
        ("progressive", jpeg(true, &[0x22, 0x11, 0x11])),
        ("progressive with all chroma", jpeg(true, &[0x11, 0x11, 0x11])),
        ("four inks", jpeg(false, &[0x11, 0x11, 0x11, 0x11])),
    ] {
        let path = env::temp_dir().join(format!("akool-memory-{}-{}.jpg", std::process::id(), name.len()));
        fs::write(&path, file).unwrap();
        let own = ["memory::the_largest_pictures_stay_within_the_limit", "--exact", "--nocapture"];
        let output = Command::new(env::current_exe().unwrap()).args(own).env(FILE, &path).output().unwrap();
        fs::remove_file(&path).unwrap();
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        let peak = told.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
        let peak: u64 = peak.unwrap_or_else(|| panic!("{name}: {output:?}")).parse().unwrap();
        assert!(peak < LIMIT_KIB, "{name}: {} MiB", peak >> 10);
    }
}
