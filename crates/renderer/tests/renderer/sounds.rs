//! Sound files.

use std::f32::consts::TAU;

/// A tone of 440 Hz for a second and a half, by another program, in each compressed or otherwise different format.
pub const TONES: [(&str, &[u8]); 5] = [
    ("AIFF", include_bytes!("../sounds/tone.aiff")),
    ("FLAC", include_bytes!("../sounds/tone.flac")),
    ("M4A", include_bytes!("../sounds/tone.m4a")),
    ("MP3", include_bytes!("../sounds/tone.mp3")),
    ("Ogg Vorbis", include_bytes!("../sounds/tone.ogg")),
];

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
