use super::Sample;
use super::codec::boxed;
use super::movie::Movie;

/// The identity matrix.
const MATRIX: [u8; 36] = {
    let mut matrix = [0; 36];
    matrix[1] = 1;
    matrix[17] = 1;
    matrix[32] = 0x40;
    matrix
};
/// The language "undetermined".
const LANGUAGE: [u8; 2] = [0x55, 0xC4];

/// The file: its type, the movie and the samples.
pub fn file(movie: &Movie<'_>, samples: &[Sample], bytes: &[u8]) -> Vec<u8> {
    let kind = boxed(b"ftyp", b"M4A \0\0\0\0M4A mp42isom");
    // The position of the samples depends on the length of the movie, which does not depend on the position.
    let length = kind.len() + moov(movie, samples, 0).len();
    let start = length + 8;
    let mut written = [kind, moov(movie, samples, start as u32)].concat();
    let all: u64 = samples.iter().map(|sample| u64::from(sample.length)).sum();
    written.reserve(all as usize + 8);
    written.extend_from_slice(&(all as u32 + 8).to_be_bytes());
    written.extend_from_slice(b"mdat");
    for sample in samples {
        let at = sample.at as usize;
        written.extend_from_slice(&bytes[at..at + sample.length as usize]);
    }
    written
}

fn moov(movie: &Movie<'_>, samples: &[Sample], start: u32) -> Vec<u8> {
    let track_duration: u64 = samples.iter().map(|sample| u64::from(sample.duration)).sum();
    let scaled = u128::from(track_duration) * u128::from(movie.timescale) / u128::from(movie.track_timescale);
    let duration = if movie.edits.is_empty() {
        u64::try_from(scaled).unwrap_or(u64::MAX)
    } else {
        movie.edits.iter().fold(0, |sum: u64, edit| sum.saturating_add(edit.duration))
    };

    // The times of creation and modification stay zero.
    let head = |scale: u32, duration: u64| {
        [&[1, 0, 0, 0], [0; 16].as_slice(), &scale.to_be_bytes(), &duration.to_be_bytes()].concat()
    };
    let movie_head = [
        head(movie.timescale, duration).as_slice(),
        // Normal speed and volume.
        &[0, 1, 0, 0, 1, 0],
        &[0; 10],
        &MATRIX,
        &[0; 24],
        &2_u32.to_be_bytes(),
    ]
    .concat();
    let track_head = [
        [1, 0, 0, 3].as_slice(),
        &[0; 16],
        &1_u32.to_be_bytes(),
        &[0; 4],
        &duration.to_be_bytes(),
        &[0; 12],
        &[1, 0, 0, 0],
        &MATRIX,
        &[0; 8],
    ]
    .concat();
    let media_head = [head(movie.track_timescale, track_duration).as_slice(), &LANGUAGE, &[0; 2]].concat();
    let handler = [[0; 8].as_slice(), b"soun", &[0; 13]].concat();
    let references = boxed(b"dref", &[[0, 0, 0, 0, 0, 0, 0, 1].as_slice(), &boxed(b"url ", &[0, 0, 0, 1])].concat());
    let information = [boxed(b"smhd", &[0; 8]), boxed(b"dinf", &references), table(movie, samples, start)].concat();
    let media = [boxed(b"mdhd", &media_head), boxed(b"hdlr", &handler), boxed(b"minf", &information)].concat();
    let track = [boxed(b"tkhd", &track_head), edit_list(movie), boxed(b"mdia", &media)].concat();
    boxed(b"moov", &[boxed(b"mvhd", &movie_head), boxed(b"trak", &track)].concat())
}

fn edit_list(movie: &Movie<'_>) -> Vec<u8> {
    if movie.edits.is_empty() {
        return Vec::new();
    }
    let mut list = [[1, 0, 0, 0], (movie.edits.len() as u32).to_be_bytes()].concat();
    for edit in &movie.edits {
        list.extend_from_slice(&edit.duration.to_be_bytes());
        list.extend_from_slice(&edit.media_time.to_be_bytes());
        list.extend_from_slice(&[0, 1, 0, 0]);
    }
    boxed(b"edts", &boxed(b"elst", &list))
}

fn table(movie: &Movie<'_>, samples: &[Sample], start: u32) -> Vec<u8> {
    let codec = &movie.codec;
    // A rate of more than sixteen bits is in the configuration only.
    let rate = if codec.rate <= 0xFFFF { codec.rate << 16 } else { 0 };
    let entry = [
        [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0].as_slice(),
        &codec.channels.to_be_bytes(),
        &[0, 16, 0, 0, 0, 0],
        &rate.to_be_bytes(),
        &codec.configuration,
    ]
    .concat();
    let count = (samples.len() as u32).to_be_bytes();
    let mut lengths = [[0; 8].as_slice(), &count].concat();
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for sample in samples {
        lengths.extend_from_slice(&sample.length.to_be_bytes());
        match runs.last_mut() {
            Some((count, duration)) if *duration == sample.duration => *count += 1,
            _ => runs.push((1, sample.duration)),
        }
    }
    let mut durations = [[0; 4], (runs.len() as u32).to_be_bytes()].concat();
    for (count, duration) in runs {
        durations.extend_from_slice(&count.to_be_bytes());
        durations.extend_from_slice(&duration.to_be_bytes());
    }
    let one_entry = [0, 0, 0, 0, 0, 0, 0, 1];
    // All samples in one chunk.
    let groups = [one_entry.as_slice(), &1_u32.to_be_bytes(), &count, &1_u32.to_be_bytes()].concat();
    boxed(
        b"stbl",
        &[
            boxed(b"stsd", &[one_entry.as_slice(), &boxed(&codec.kind, &entry)].concat()),
            boxed(b"stts", &durations),
            boxed(b"stsc", &groups),
            boxed(b"stsz", &lengths),
            boxed(b"stco", &[one_entry.as_slice(), &start.to_be_bytes()].concat()),
        ]
        .concat(),
    )
}
