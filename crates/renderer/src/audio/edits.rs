//! The edit list of an MP4 file says which parts of its sound are played, and when. Encoders add samples at the start, so
//! without it the sound of nearly every file is late.

use super::Samples;
use crate::byte_reader::ByteReader;

/// Whether a file is MP4.
pub(super) fn is_mp4(file: &[u8]) -> bool {
    file.get(4..8) == Some(b"ftyp")
}

/// More entries than any program writes.
const MAX_EDITS: usize = 64;

/// A part of the sound.
#[derive(Clone, Copy)]
struct Edit {
    /// In the movie's time; until the end if zero.
    duration: u64,
    /// Where it begins in the track's time; silence if there is none.
    start: Option<u64>,
}

/// The parts of a track that are played.
pub(super) struct Edits {
    movie_scale: u64,
    track_scale: u64,
    edits: Vec<Edit>,
}

impl Edits {
    /// The list of the first track of sound, if this is an MP4 file that has one.
    pub fn read(file: &[u8]) -> Option<Self> {
        if !is_mp4(file) {
            return None;
        }
        let movie = ByteReader(file).find(b"moov")?;
        let track = movie.boxes().filter(|(name, _)| name == b"trak").find_map(|(_, track)| {
            let mut handler = track.find(b"mdia")?.find(b"hdlr")?;
            handler.cut(8)?;
            (handler.name()? == *b"soun").then_some(track)
        })?;
        let scale = |mut head: ByteReader<'_>| {
            let (version, _) = head.version()?;
            head.cut(if version == 1 { 16 } else { 8 })?;
            head.u32().filter(|scale| *scale > 0).map(u64::from)
        };
        let (movie_scale, track_scale) = (scale(movie.find(b"mvhd")?)?, scale(track.find(b"mdia")?.find(b"mdhd")?)?);
        let edits = track.find(b"edts").and_then(|inside| inside.find(b"elst")).map(entries)?;
        (!edits.is_empty()).then_some(Self { movie_scale, track_scale, edits })
    }

    /// Samples before the first one that is played.
    pub fn start(&self, rate: u32) -> u64 {
        self.edits.iter().filter_map(|edit| edit.start).min().map_or(0, |start| scaled(start, self.track_scale, rate))
    }

    /// Samples from there on that a video of `length` samples needs.
    pub fn length(&self, rate: u32, all: u64) -> u64 {
        let first = self.start(rate);
        let ends = self.edits.iter().filter_map(|edit| {
            let start = scaled(edit.start?, self.track_scale, rate) - first;
            Some(start.saturating_add(match edit.duration {
                0 => all,
                duration => scaled(duration, self.movie_scale, rate).min(all),
            }))
        });
        // Parts that are far apart would need too much memory.
        ends.max().unwrap_or(all).min(all.saturating_mul(4))
    }

    /// Joins the parts.
    pub fn apply(&self, sound: Samples, seconds: u32) -> Samples {
        let (rate, first) = (sound.rate, self.start(sound.rate));
        let most = (rate * seconds) as usize + 4_096;
        let mut ranges = Vec::new();
        for edit in &self.edits {
            let duration = scaled(edit.duration, self.movie_scale, rate);
            let length = if edit.duration == 0 { usize::MAX } else { usize::try_from(duration).unwrap_or(usize::MAX) };
            let start = edit.start.map(|start| (scaled(start, self.track_scale, rate) - first) as usize);
            ranges.push((start, length));
        }
        let of_channel = |channel: &Vec<f32>| {
            let mut heard: Vec<f32> = Vec::new();
            for &(start, length) in &ranges {
                let left = most.saturating_sub(heard.len()).min(length);
                match start {
                    Some(start) => {
                        let part = channel.get(start..).unwrap_or_default();
                        heard.extend_from_slice(&part[..part.len().min(left)]);
                    }
                    None if length != usize::MAX => heard.resize(heard.len() + left, 0.0),
                    None => {}
                }
            }
            heard
        };
        Samples { rate, channels: sound.channels.iter().map(of_channel).collect() }
    }
}

fn entries(mut list: ByteReader<'_>) -> Vec<Edit> {
    let read = |list: &mut ByteReader<'_>, is_long: bool| {
        let width = if is_long { 8 } else { 4 };
        let (duration, start) = (list.number(width)?, list.number(width)?);
        list.cut(4)?;
        let is_silence = start == if is_long { u64::MAX } else { u64::from(u32::MAX) };
        Some(Edit { duration, start: (!is_silence).then_some(start) })
    };
    let Some((version, _)) = list.version() else { return Vec::new() };
    let count = list.u32().unwrap_or(0) as usize;
    (0..count.min(MAX_EDITS)).map_while(|_| read(&mut list, version == 1)).collect()
}

/// Time on one scale as samples.
fn scaled(time: u64, scale: u64, rate: u32) -> u64 {
    let samples = u128::from(time) * u128::from(rate) / u128::from(scale);
    u64::try_from(samples).unwrap_or(u64::MAX)
}
