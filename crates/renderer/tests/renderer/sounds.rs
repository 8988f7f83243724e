//! Sound files.

use std::f32::consts::TAU;

/// A tone of 440 Hz for a second and a half, by another program, in each compressed or otherwise different format.
pub const TONES: [(&str, &[u8]); 21] = [
    ("AIFF", include_bytes!("../sounds/tone.aiff")),
    ("FLAC", include_bytes!("../sounds/tone.flac")),
    ("M4A", include_bytes!("../sounds/tone.m4a")),
    ("MP3", include_bytes!("../sounds/tone.mp3")),
    ("Ogg Vorbis", include_bytes!("../sounds/tone.ogg")),
    ("AAC frames", include_bytes!("../../../../tests/media/tone.aac")),
    ("M4A that is said to have treble made of hints", include_bytes!("../../../../tests/media/tone-he.m4a")),
    ("M4A in pieces", include_bytes!("../../../../tests/media/tone-fragmented.mp4")),
    ("3GP", include_bytes!("../../../../tests/media/tone.3gp")),
    ("3GP2", include_bytes!("../../../../tests/media/tone.3g2")),
    ("ALAC in M4A", include_bytes!("../../../../tests/media/tone-alac.m4a")),
    ("Opus in MP4", include_bytes!("../../../../tests/media/tone-opus.mp4")),
    ("FLAC in MP4", include_bytes!("../../../../tests/media/tone-flac.mp4")),
    ("MP3 in MP4", include_bytes!("../../../../tests/media/tone-mp3.mp4")),
    ("MP3 between tags", include_bytes!("../../../../tests/media/tone.mp3")),
    ("Ogg Opus", include_bytes!("../../../../tests/media/tone-opus.ogg")),
    ("Ogg FLAC", include_bytes!("../../../../tests/media/tone-flac.ogg")),
    ("Opus in WebM", include_bytes!("../../../../tests/media/tone-opus.webm")),
    ("Opus in WebM, recorded", include_bytes!("../../../../tests/media/tone-live.webm")),
    ("Vorbis in WebM", include_bytes!("../../../../tests/media/tone-vorbis.webm")),
    ("WAV with comments", include_bytes!("../../../../tests/media/tone.wav")),
];

/// Clicks at half a second and at a second, behind an edit list.
pub const CLICKS_M4A: &[u8] = include_bytes!("../../../../tests/media/priming_8k.m4a");
/// Sounds as recorders write them.
pub const RECORDED: [(&str, &[u8]); 3] = [
    ("Ogg Opus", include_bytes!("../../../../tests/media/opus.ogg")),
    ("WebM", include_bytes!("../../../../tests/media/opus.webm")),
    ("AAC frames", include_bytes!("../../../../tests/media/voice_aac.aac")),
];
/// A recorder was switched off before it wrote how long the sound is.
pub const WAV_WITHOUT_SIZES: &[u8] = include_bytes!("../../../../tests/media/wav_size_zero.wav");

/// A WAV file of 16-bit samples: a tone of `pitch` in every channel.
pub fn wav(rate: u32, channels: u16, seconds: f32, pitch: f32) -> Vec<u8> {
    let frames = (rate as f32 * seconds) as u32;
    let block = channels * 2;
    let mut file = b"RIFF".to_vec();
    file.extend_from_slice(&(36 + frames * u32::from(block)).to_le_bytes());
    file.extend_from_slice(b"WAVEfmt ");
    file.extend_from_slice(&16u32.to_le_bytes());
    file.extend_from_slice(&1u16.to_le_bytes());
    file.extend_from_slice(&channels.to_le_bytes());
    file.extend_from_slice(&rate.to_le_bytes());
    file.extend_from_slice(&(rate * u32::from(block)).to_le_bytes());
    file.extend_from_slice(&block.to_le_bytes());
    file.extend_from_slice(&16u16.to_le_bytes());
    file.extend_from_slice(b"data");
    file.extend_from_slice(&(frames * u32::from(block)).to_le_bytes());
    for frame in 0..frames {
        let sample = (0.5 * (TAU * pitch * frame as f32 / rate as f32).sin() * 32_767.0) as i16;
        for _ in 0..channels {
            file.extend_from_slice(&sample.to_le_bytes());
        }
    }
    file
}
