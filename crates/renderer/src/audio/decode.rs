use super::Samples;
use super::codec::Codec;
use super::downmix;
use super::edits::{Edits, is_mp4};
use crate::error::{RenderError, RenderErrorKind as Kind};
use akool_contract::media::MAX_FILE_BYTES;
use std::borrow::Cow;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;

/// Sample rates that sound is recorded in.
const RATES: std::ops::RangeInclusive<u32> = 4_000..=384_000;
const MAX_CHANNELS: usize = 8;
/// Most consecutive damaged packets before the file is refused.
const MAX_DAMAGED_IN_A_ROW: usize = 64;

/// Reads as much of a sound file as a video of `seconds` can use.
pub(crate) fn decode(file: &[u8], seconds: u32) -> Result<Samples, RenderError> {
    if file.len() > MAX_FILE_BYTES {
        let limit = MAX_FILE_BYTES >> 20;
        return Err(RenderError::new(Kind::SoundTooLarge, format!("The sound file is larger than {limit} MiB.")));
    }
    let file = &*with_sizes(file);
    // A panic of a decoder is a failure of this file, not of the process.
    catch_unwind(AssertUnwindSafe(|| decode_known(file, seconds))).unwrap_or_else(|_| Err(broken("it is damaged")))
}

/// Programs that do not know the final sizes of a WAV file write zero or very large ones; its samples go on to the end.
fn with_sizes(file: &[u8]) -> Cow<'_, [u8]> {
    const UNKNOWN: u32 = 0x7FFF_0000;
    let size_at = |at: usize| file.get(at..at + 4).and_then(|size| size.try_into().ok()).map(u32::from_le_bytes);
    if !(file.starts_with(b"RIFF") && file.get(8..12) == Some(b"WAVE")) {
        return Cow::Borrowed(file);
    }
    let mut at = 12;
    while let (Some(name), Some(size)) = (file.get(at..at + 4), size_at(at + 4)) {
        let rest = file.len() - at - 8;
        if name == b"data" && (size == 0 || size >= UNKNOWN) {
            let mut sized = file.to_vec();
            sized[4..8].copy_from_slice(&(file.len() as u32 - 8).to_le_bytes());
            sized[at + 4..at + 8].copy_from_slice(&(rest as u32).to_le_bytes());
            return Cow::Owned(sized);
        }
        at = at.saturating_add(8).saturating_add(size as usize).saturating_add(size as usize % 2);
    }
    Cow::Borrowed(file)
}

fn broken(reason: &str) -> RenderError {
    RenderError::new(Kind::SoundBroken, format!("The sound file cannot be used: {reason}."))
}

fn unsupported(reason: &str) -> RenderError {
    let known = "WAV, AIFF, MP3, M4A, AAC, Ogg, FLAC and WebM are taken";
    RenderError::new(Kind::SoundUnsupported, format!("The sound file cannot be used: {reason}; {known}."))
}

fn decode_known(file: &[u8], seconds: u32) -> Result<Samples, RenderError> {
    let source = MediaSourceStream::new(Box::new(Cursor::new(file)), MediaSourceStreamOptions::default());
    let mut format = symphonia::default::get_probe()
        .probe(&Hint::new(), source, FormatOptions::default(), MetadataOptions::default())
        .map_err(|_| unsupported("its format is not known here"))?;
    let track = format.default_track(TrackType::Audio).ok_or_else(|| broken("it holds no sound"))?;
    let track_id = track.id;
    let parameters = track.codec_params.as_ref().and_then(|parameters| parameters.audio());
    let parameters = parameters.ok_or_else(|| unsupported("its codec is not known here"))?;
    let edits = Edits::read(file);
    let mut codec = Codec::new(parameters, is_mp4(file)).map_err(unsupported)?;

    let mut sound: Option<Samples> = None;
    let mut planes: Vec<Vec<f32>> = Vec::new();
    let mut positions = None;
    let mut damaged = 0;
    // Samples at the beginning that are not meant to be heard, as long as they are still to come.
    let mut unheard = 0;
    let mut enough = 0;
    loop {
        let packet = match format.next_packet() {
            Ok(Some(packet)) => packet,
            // After a reset comes another recording.
            Ok(None) | Err(Error::ResetRequired) => break,
            Err(_) if sound.is_some() => break,
            Err(_) => return Err(broken("it is damaged")),
        };
        if packet.track_id != track_id {
            continue;
        }
        match codec.decode(&packet, &mut planes) {
            Ok((rate, found)) => {
                damaged = 0;
                positions = found;
                let channels = planes.len();
                if !RATES.contains(&rate) || !(1..=MAX_CHANNELS).contains(&channels) {
                    return Err(unsupported(&format!("it has {channels} channels at {rate} samples a second")));
                }
                let sound = sound.get_or_insert_with(|| {
                    unheard = edits.as_ref().map_or(codec.delay(), |edits| edits.start(rate));
                    // A little more than needed, for the resampler's edge.
                    let all = u64::from(rate) * u64::from(seconds) + 4_096;
                    enough = edits.as_ref().map_or(all, |edits| edits.length(rate, all));
                    Samples { rate, channels: vec![Vec::new(); channels] }
                });
                if sound.rate != rate || sound.channels.len() != channels {
                    break;
                }
                let skipped = planes[0].len().min(usize::try_from(unheard).unwrap_or(usize::MAX));
                unheard -= skipped as u64;
                for (kept, plane) in sound.channels.iter_mut().zip(&planes) {
                    // A file of floating-point samples may hold anything.
                    kept.extend(
                        plane[skipped..]
                            .iter()
                            .map(|sample| if sample.is_finite() { sample.clamp(-1.0, 1.0) } else { 0.0 }),
                    );
                }
                if sound.channels[0].len() as u64 > enough {
                    break;
                }
            }
            Err(Error::DecodeError(_) | Error::IoError(_)) if damaged < MAX_DAMAGED_IN_A_ROW => damaged += 1,
            Err(_) => return Err(broken("it is damaged")),
        }
    }
    let sound = sound.filter(|sound| !sound.channels[0].is_empty()).ok_or_else(|| broken("it holds no sound"))?;
    let sound = match edits {
        Some(edits) => edits.apply(sound, seconds),
        None => sound,
    };
    Ok(match positions {
        Some(positions) => downmix::to_stereo(sound, positions),
        None => sound,
    })
}
