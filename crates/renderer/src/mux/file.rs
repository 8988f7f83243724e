use super::boxes::{boxed, full_box, shorts, words};
use super::samples::{self, Run, Sample};
use super::track::{self, MATRIX, TrackHead};
use crate::audio::EncodedSound;
use crate::encode::{EncodedFrame, ParameterSets};
use crate::size::Size;

/// Thousandths of a second, in which the file as a whole is timed.
const CLOCK: u32 = 1_000;
/// The video's clock counts so many units for one frame.
const UNITS_PER_FRAME: u32 = 512;
/// Pictures and sound take turns in the file twice a second, so that neither waits long for the other.
const RUNS_PER_SECOND: u32 = 2;

/// The pictures of a file.
pub(crate) struct VideoTrack<'a> {
    pub size: Size,
    pub frames_per_second: u32,
    pub parameter_sets: &'a ParameterSets,
    pub frames: &'a [EncodedFrame],
}

struct Part<'a> {
    head: TrackHead,
    description: Vec<u8>,
    samples: Vec<Sample<'a>>,
    runs: Vec<Run>,
}

/// Writes a file of both. Both last `seconds`.
pub(crate) fn write(video: &VideoTrack<'_>, sound: &EncodedSound, seconds: u32) -> Vec<u8> {
    let parts = [video_part(video, seconds), sound_part(sound, seconds)];
    let ftyp = boxed(b"ftyp", &[b"isom", &words(&[0x200]), b"isomiso2avc1mp41"]);
    // The index holds the places of what follows it, and its length does not depend on them.
    let moov_length = moov(&parts, &[vec![0; parts[0].runs.len()], vec![0; parts[1].runs.len()]], seconds).len();
    let payload: usize = parts.iter().flat_map(|part| &part.runs).map(|run| run.bytes).sum();
    let mut place = ftyp.len() + moov_length + 8;
    let mut offsets = [Vec::new(), Vec::new()];
    for turn in turns(&parts) {
        offsets[turn.0].push(place as u32);
        place += parts[turn.0].runs[turn.1].bytes;
    }
    let mut file = ftyp;
    file.reserve_exact(moov_length + 8 + payload);
    file.extend_from_slice(&moov(&parts, &offsets, seconds));
    file.extend_from_slice(&(payload as u32 + 8).to_be_bytes());
    file.extend_from_slice(b"mdat");
    let mut rest = parts.each_ref().map(|part| part.samples.iter());
    for (part, run) in turns(&parts) {
        for sample in rest[part].by_ref().take(parts[part].runs[run].samples) {
            file.extend_from_slice(sample.bytes);
        }
    }
    file
}

/// Part and run in file order.
fn turns(parts: &[Part<'_>; 2]) -> Vec<(usize, usize)> {
    let most = parts[0].runs.len().max(parts[1].runs.len());
    (0..most).flat_map(|run| [(0, run), (1, run)]).filter(|&(part, run)| run < parts[part].runs.len()).collect()
}

fn moov(parts: &[Part<'_>; 2], offsets: &[Vec<u32>; 2], seconds: u32) -> Vec<u8> {
    let mvhd = full_box(
        b"mvhd",
        0,
        0,
        &[
            &words(&[0, 0, CLOCK, seconds * CLOCK, 0x1_0000]),
            &shorts(&[0x0100, 0]),
            &[0; 8],
            &words(&MATRIX),
            &[0; 24],
            &words(&[3]),
        ],
    );
    let tracks = [0, 1].map(|index| {
        let part = &parts[index];
        track::track(&part.head, &samples::table(&part.description, &part.samples, &part.runs, &offsets[index]))
    });
    boxed(b"moov", &[&mvhd, &tracks[0], &tracks[1]])
}

fn video_part<'a>(video: &VideoTrack<'a>, seconds: u32) -> Part<'a> {
    let clock = video.frames_per_second * UNITS_PER_FRAME;
    let sample =
        |frame: &'a EncodedFrame| Sample { bytes: &frame.bytes, duration: UNITS_PER_FRAME, is_key: frame.is_key };
    let samples: Vec<Sample<'a>> = video.frames.iter().map(sample).collect();
    Part {
        head: TrackHead {
            number: 1,
            clock,
            media_duration: video.frames.len() as u32 * UNITS_PER_FRAME,
            shown_milliseconds: seconds * CLOCK,
            shown_from: 0,
            size: Some(video.size),
        },
        description: track::video_description(video.size, video.parameter_sets),
        runs: samples::runs(&samples, clock / RUNS_PER_SECOND),
        samples,
    }
}

fn sound_part(sound: &EncodedSound, seconds: u32) -> Part<'_> {
    // What is shown begins after the encoder's delay and ends on the video's last moment: the last packet is cut short,
    // or players add its rest to the video's length.
    let media_duration = sound.delay + seconds * sound.rate;
    let mut left = media_duration;
    let mut samples = Vec::with_capacity(sound.packets.len());
    for packet in &sound.packets {
        let duration = left.min(sound.samples_per_packet);
        if duration == 0 {
            break;
        }
        samples.push(Sample { bytes: packet, duration, is_key: true });
        left -= duration;
    }
    Part {
        head: TrackHead {
            number: 2,
            clock: sound.rate,
            media_duration: media_duration - left,
            shown_milliseconds: seconds * CLOCK,
            shown_from: sound.delay,
            size: None,
        },
        description: track::sound_description(sound.channels, sound.rate, &sound.config, sound.bits_per_second),
        runs: samples::runs(&samples, sound.rate / RUNS_PER_SECOND),
        samples,
    }
}
