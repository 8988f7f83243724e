//! The sound of finished videos.

use crate::film::Film;
use crate::jobs::preview;
use crate::{pictures, sounds};
use akool_renderer::{EffectKind, Quality, RenderErrorKind, RenderJob, Sound, render};

fn film(sound: Sound, effect: Option<EffectKind>) -> Film {
    let image = pictures::png(&pictures::landscape(96, 64));
    Film::decode(&render(&RenderJob { sound, effect, ..preview(image) }, &|_| ()).unwrap().mp4)
}

#[test]
fn silent_videos_have_a_silent_track() {
    let film = film(Sound::Silent, None);
    assert_eq!(film.sound_seconds, 5.0);
    assert!(film.channels.iter().flatten().all(|sample| sample.abs() < 1e-4));
}

#[test]
fn generated_sound_lasts_from_beginning_to_end() {
    for effect in [None, Some(EffectKind::Ripple), Some(EffectKind::Shatter)] {
        let film = film(Sound::Generated, effect);
        for second in 0..5 {
            let loudness = film.loudness(f64::from(second) + 0.1, f64::from(second) + 0.9);
            assert!((0.004..0.6).contains(&loudness), "{effect:?}, second {second}: {loudness}");
        }
    }
}

#[test]
fn the_callers_sound_is_heard_at_its_pitch_and_fades_at_the_cut() {
    let film = film(Sound::Custom(sounds::wav(44_100, 2, 8.0, 500.0)), None);
    // A tone of half the range.
    assert!((film.loudness(0.5, 4.0) - 0.3535).abs() < 0.03, "{}", film.loudness(0.5, 4.0));
    assert!(film.loudness(4.97, 5.0) < 0.08);
    let crossings =
        film.channels[0][16_000..64_000].windows(2).filter(|pair| (pair[0] < 0.0) != (pair[1] < 0.0)).count();
    assert!((crossings as f64 / 2.0 / 3.0 - 500.0).abs() < 3.0, "{crossings}");
}

#[test]
fn the_callers_sound_begins_when_the_video_does() {
    // Silence, then a tone from 1.000 s on.
    let mut file = sounds::wav(48_000, 1, 3.0, 800.0);
    file[44..44 + 96_000].fill(0);
    let image = pictures::png(&pictures::landscape(96, 64));
    let job =
        RenderJob { sound: Sound::Custom(file), seconds: 3, quality: Quality::Full, short_side: 64, ..preview(image) };
    let film = Film::decode(&render(&job, &|_| ()).unwrap().mp4);
    let begins = film.channels[0].iter().position(|sample| sample.abs() > 0.2).unwrap() as f64 / f64::from(film.rate);
    assert!((begins - 1.0).abs() < 0.005, "{begins}");
}

#[test]
fn shorter_sound_is_followed_by_silence() {
    let film = film(Sound::Custom(sounds::wav(48_000, 1, 2.0, 500.0)), None);
    assert!(film.loudness(0.2, 1.8) > 0.3 && film.loudness(2.3, 4.9) < 0.002);
}

#[test]
fn common_rates_and_numbers_of_channels_are_accepted() {
    for (rate, channels) in [(8_000, 1), (11_025, 2), (22_050, 1), (32_000, 2), (48_000, 6), (96_000, 2), (192_000, 1)]
    {
        let film = film(Sound::Custom(sounds::wav(rate, channels, 5.0, 440.0)), None);
        assert!((film.loudness(0.5, 4.0) - 0.3535).abs() < 0.05, "{rate} Hz, {channels} channels");
    }
}

#[test]
fn every_supported_format_is_played_in_full() {
    for (format, file) in sounds::TONES {
        let film = film(Sound::Custom(file.to_vec()), None);
        let (heard, after) = (film.loudness(0.2, 1.3), film.loudness(1.7, 4.9));
        assert!((heard - 0.3535).abs() < 0.05 && after < 0.002, "{format}: {heard}, then {after}");
    }
}

#[test]
fn recordings_without_sizes_are_played_in_full() {
    for (format, file) in sounds::RECORDED {
        let film = film(Sound::Custom(file.to_vec()), None);
        let (heard, end, after) = (film.loudness(0.2, 1.0), film.loudness(1.2, 1.9), film.loudness(2.3, 4.9));
        // Quiet recordings.
        assert!(heard > 0.03 && end > 0.03 && after < 0.002, "{format}: {heard}, {end}, then {after}");
    }
    let film = film(Sound::Custom(sounds::WAV_WITHOUT_SIZES.to_vec()), None);
    assert!(film.loudness(0.1, 0.9) > 0.05 && film.loudness(1.1, 4.9) < 0.002);
}

#[test]
fn wav_headers_that_were_never_finished_are_read_to_the_end_of_the_file() {
    let whole = sounds::wav(48_000, 2, 2.0, 440.0);
    // What recorders and pipes write before they know: nothing, the most of a signed and of an unsigned number, and both less the header.
    for (riff, data) in [
        (0, 0),
        (u32::MAX, u32::MAX),
        (u32::MAX, 0),
        (36, 0),
        (0x7FFF_FFFF, 0x7FFF_FFFF),
        (0x7FFF_FFFF, 0x7FFF_FFFF - 36),
        (u32::MAX, u32::MAX - 36),
    ] {
        let mut file = whole.clone();
        file[4..8].copy_from_slice(&u32::to_le_bytes(riff));
        file[40..44].copy_from_slice(&u32::to_le_bytes(data));
        let film = film(Sound::Custom(file), None);
        let (heard, end, after) = (film.loudness(0.1, 1.0), film.loudness(1.7, 1.95), film.loudness(2.1, 4.9));
        let is_whole = (heard - 0.3535).abs() < 0.03 && (end - 0.3535).abs() < 0.03 && after < 0.002;
        assert!(is_whole, "{riff:#x}, {data:#x}: {heard}, {end}, then {after}");
    }
}

#[test]
fn an_edit_list_puts_sound_where_it_was_recorded() {
    let image = pictures::png(&pictures::landscape(96, 64));
    let sound = Sound::Custom(sounds::CLICKS_M4A.to_vec());
    let job = RenderJob { sound, seconds: 3, quality: Quality::Full, short_side: 64, ..preview(image) };
    let film = Film::decode(&render(&job, &|_| ()).unwrap().mp4);
    for moment in [0.5, 1.0] {
        let (first, last) =
            (((moment - 0.2) * f64::from(film.rate)) as usize, ((moment + 0.2) * f64::from(film.rate)) as usize);
        let around = &film.channels[0][first..last];
        let loudest = around.iter().enumerate().max_by(|one, other| one.1.abs().total_cmp(&other.1.abs())).unwrap().0;
        let found = (first + loudest) as f64 / f64::from(film.rate);
        assert!((found - moment).abs() < 0.005, "{found} instead of {moment}");
    }
}

#[test]
fn a_file_that_is_not_sound_is_refused_with_a_reason() {
    let image = pictures::png(&pictures::landscape(96, 64));
    let job = RenderJob { sound: Sound::Custom(image.clone()), ..preview(image) };
    let error = render(&job, &|_| ()).unwrap_err();
    assert_eq!(error.kind(), RenderErrorKind::SoundUnsupported);
    assert!(error.to_string().starts_with("The sound file cannot be used: "), "{error}");
}
