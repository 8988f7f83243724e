//! Sound files that mean harm, or are merely broken: each gives an error with a reason, or is heard as far as it goes.

use crate::jobs::preview;
use crate::{pictures, sounds};
use akool_renderer::{RenderError, RenderErrorKind as Kind, RenderJob, Rendered, Sound, render};

fn rendered(sound: Vec<u8>) -> Result<Rendered, RenderError> {
    let image = pictures::png(&pictures::landscape(32, 32));
    render(&RenderJob { sound: Sound::Custom(sound), seconds: 1, ..preview(image) }, &|_| ())
}

#[test]
fn empty_files_noise_and_text_are_refused() {
    for file in
        [Vec::new(), vec![0; 5_000], vec![0xff; 5_000], b"ID3 is not enough".to_vec(), b"RIFF\0\0\0\0WAVE".to_vec()]
    {
        let error = rendered(file).unwrap_err();
        assert!(matches!(error.kind(), Kind::SoundUnsupported | Kind::SoundBroken), "{error}");
        assert!(error.to_string().starts_with("The sound file cannot be used: "), "{error}");
    }
}

#[test]
fn a_sound_file_without_sound_is_refused() {
    assert_eq!(rendered(sounds::wav(48_000, 2, 0.0, 440.0)).unwrap_err().kind(), Kind::SoundBroken);
}

#[test]
fn wrong_headers_are_refused_or_played_to_the_end_of_the_file() {
    for (place, lie) in [
        (22, vec![0xff, 0xff]),
        (22, vec![0, 0]),
        (24, vec![0xff; 4]),
        (24, vec![0; 4]),
        (32, vec![0, 0]),
        (34, vec![0, 0]),
        (34, vec![255, 0]),
        (40, vec![0xff; 4]),
        (4, vec![0; 4]),
    ] {
        let mut file = sounds::wav(48_000, 2, 0.5, 440.0);
        file[place..place + lie.len()].copy_from_slice(&lie);
        if let Err(error) = rendered(file) {
            assert!(matches!(error.kind(), Kind::SoundUnsupported | Kind::SoundBroken), "byte {place}: {error}");
        }
    }
}

#[test]
fn flipped_bits_never_crash_the_renderer() {
    let file = sounds::wav(16_000, 1, 0.3, 440.0);
    let mut state = 9u64;
    for _ in 0..80 {
        let mut damaged = file.clone();
        for _ in 0..3 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            // The head decides most.
            let place = (state >> 33) as usize % 60;
            damaged[place] ^= 1 << (state >> 20 & 7);
        }
        if let Err(error) = rendered(damaged) {
            assert!(error.kind() != Kind::Internal, "{error}");
        }
    }
}

#[test]
fn damaged_files_of_every_format_are_refused_with_a_reason_or_played_in_part() {
    let mut state = 5u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) as usize % below
    };
    for (format, file) in sounds::TONES {
        let mut damaged: Vec<Vec<u8>> = (0..10).map(|part| file[..file.len() * part / 10].to_vec()).collect();
        for round in 0..30 {
            let mut flipped = file.to_vec();
            // Every other one in its head, which decides most.
            let reach = if round % 2 == 0 { file.len().min(200) } else { file.len() };
            (0..4).for_each(|_| flipped[next(reach)] ^= 1 << next(8));
            damaged.push(flipped);
        }
        for file in damaged {
            if let Err(error) = rendered(file) {
                assert!(matches!(error.kind(), Kind::SoundUnsupported | Kind::SoundBroken), "{format}: {error}");
            }
        }
    }
}

#[test]
fn an_endless_recording_is_read_no_farther_than_the_video_lasts() {
    // Five minutes; what is beyond the first second would cost time and memory, and is damaged besides.
    let mut file = sounds::wav(8_000, 1, 300.0, 440.0);
    let end = file.len();
    file.truncate(end - 1_000_001);
    assert!(rendered(file).is_ok());
}

#[test]
fn a_too_large_file_is_refused_unread() {
    assert_eq!(rendered(vec![0; (20 << 20) + 1]).unwrap_err().kind(), Kind::SoundTooLarge);
}

#[test]
fn samples_that_are_not_numbers_become_silence() {
    let mut file = sounds::wav(16_000, 2, 1.0, 440.0);
    // 32-bit floating point instead of two channels of 16 bits.
    file[20..22].copy_from_slice(&3u16.to_le_bytes());
    file[22..24].copy_from_slice(&1u16.to_le_bytes());
    file[34..36].copy_from_slice(&32u16.to_le_bytes());
    for (index, sample) in file[44..].chunks_exact_mut(4).enumerate() {
        let value = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e30][index % 4];
        sample.copy_from_slice(&value.to_le_bytes());
    }
    assert!(rendered(file).is_ok());
}
