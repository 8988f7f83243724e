//! Sound in MP4, M4A and 3GP files: one track, its samples in order, and the edit list.

mod boxes;
mod codec;
mod movie;
mod samples;
mod write;

use akool_contract::media::{Unusable, UploadFormat};

use super::super::Refusal;
use boxes::Boxes;
use movie::Movie;

const DAMAGED: Refusal = Refusal::Damaged(UploadFormat::M4a);
const CUT_OFF: Refusal = Refusal::CutOff(UploadFormat::M4a);

/// More than six hours of samples.
const MAXIMUM_SAMPLES: usize = 1 << 20;
/// More than any recorder writes.
const MAXIMUM_EDITS: usize = 64;

pub fn without_metadata(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut top = Boxes::new(bytes);
    let movie = top.find(b"moov").ok_or(CUT_OFF)?;
    if movie.is_cut_off {
        return Err(CUT_OFF);
    }
    // The npm package uses the main brand as well, so messages agree.
    let is_quick_time = bytes.get(8..12) == Some(b"qt  ");
    let found = Unusable::video(if is_quick_time { "QuickTime videos" } else { "MP4 videos" });
    let movie = Movie::read(movie.content, Refusal::Format(found))?;
    let samples = movie.samples(bytes)?;
    if samples.is_empty() {
        return Err(Refusal::NoSound(UploadFormat::M4a));
    }
    Ok(write::file(&movie, &samples, bytes))
}

/// The position of a sample in the file, and its duration in the time units of the track.
#[derive(Clone, Copy)]
struct Sample {
    at: u64,
    length: u32,
    duration: u32,
}
