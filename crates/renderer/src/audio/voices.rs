//! The synthesizers of the sound kinds.

use super::noise::{Band, Noise};
use crate::effects::{SoundCue, SoundKind};
use crate::random::Random;
use std::f32::consts::TAU;

/// Renders a cue; `seed` varies it. Samples between about -1 and 1.
pub(crate) fn voice(cue: &SoundCue, rate: u32, seed: u64) -> Vec<f32> {
    let seconds = cue.seconds as f32;
    let count = (seconds * rate as f32) as usize;
    let mut sounder = sounder(cue.noise, rate as f32, seconds, seed);
    (0..count).map(|index| sounder(index as f32 / rate as f32) * cue.strength as f32).collect()
}

/// A function from seconds since the beginning to samples; called once for each sample in turn.
fn sounder(noise: SoundKind, rate: f32, seconds: f32, seed: u64) -> Box<dyn FnMut(f32) -> f32> {
    let mut hiss = Noise::new(seed);
    let mut band = Band::default();
    let mut random = Random::new(seed ^ 0x7e57);
    let mut draw = move |low: f32, high: f32| random.between(f64::from(low), f64::from(high)) as f32;
    // Rises and falls without a click.
    let swell = move |time: f32| (time / seconds * TAU / 2.0).sin().max(0.0);
    match noise {
        SoundKind::Whoosh => {
            let (low, high) = (draw(250.0, 400.0), draw(1_300.0, 2_200.0));
            Box::new(move |time| {
                let level = swell(time);
                band.next(hiss.next(), (low + (high - low) * level) / rate, 0.7) * level * level * 0.9
            })
        }
        SoundKind::Boom => {
            let mut phase = 0.0;
            Box::new(move |time| {
                phase = (phase + (34.0 + 90.0 * (-7.0 * time).exp()) / rate).fract();
                let deep = (TAU * phase).sin() * (-2.4 * time).exp();
                let crack =
                    band.next(hiss.next(), (300.0 + 2_400.0 * (-9.0 * time).exp()) / rate, 1.2) * (-4.5 * time).exp();
                (0.9 * deep + 0.8 * crack) * (time * 400.0).min(1.0) * fade(time, seconds)
            })
        }
        SoundKind::Plop => {
            let (pitch, rise) = (draw(330.0, 620.0), draw(5.0, 9.0));
            let mut phase = 0.0;
            Box::new(move |time| {
                phase = (phase + pitch * (1.0 + rise * time) / rate).fract();
                let bubble = (TAU * phase).sin() * (-16.0 * time).exp();
                let splash = band.next(hiss.next(), 2_600.0 / rate, 1.0) * (-45.0 * time).exp();
                (0.7 * bubble + 0.35 * splash) * (time * 300.0).min(1.0) * fade(time, seconds)
            })
        }
        SoundKind::Clink => {
            let partials: Vec<[f32; 3]> =
                (0..11).map(|_| [draw(1_700.0, 7_000.0), draw(5.0, 22.0), draw(0.05, 0.16)]).collect();
            Box::new(move |time| {
                let ring =
                    |[pitch, decay, level]: &[f32; 3]| (TAU * pitch * time).sin() * (-decay * time).exp() * level;
                let glass: f32 = partials.iter().map(ring).sum();
                let burst = band.next(hiss.next(), 5_200.0 / rate, 0.8) * (-26.0 * time).exp();
                (glass + 0.55 * burst) * (time * 900.0).min(1.0) * fade(time, seconds)
            })
        }
        SoundKind::Ring => {
            let ground = draw(1_350.0, 1_750.0);
            Box::new(move |time| {
                let ring = |ratio: f32, decay: f32| (TAU * ground * ratio * time).sin() * (-decay * time).exp();
                let steel =
                    0.3 * ring(1.0, 1.9) + 0.22 * ring(2.76, 2.8) + 0.14 * ring(5.4, 4.5) + 0.1 * ring(1.009, 1.7);
                let scrape = band.next(hiss.next(), 6_000.0 / rate, 0.5) * (-14.0 * time).exp();
                (steel + 0.4 * scrape) * (time * 700.0).min(1.0) * fade(time, seconds)
            })
        }
        SoundKind::Squeak => {
            let (from, to) = (draw(260.0, 330.0), draw(620.0, 820.0));
            let mut phase = 0.0;
            Box::new(move |time| {
                let share = time / seconds;
                let tremble = 1.0 + 0.05 * (TAU * 31.0 * time).sin();
                phase = (phase + (from + (to - from) * share * share) * tremble / rate).fract();
                let rubber = (TAU * phase).sin() + 0.4 * (TAU * 2.0 * phase).sin() + 0.2 * (TAU * 3.0 * phase).sin();
                let rub = band.next(hiss.next(), (from + (to - from) * share) * 3.0 / rate, 0.3);
                (0.22 * rubber + 0.5 * rub) * swell(time) * (0.75 + 0.25 * (TAU * 19.0 * time).sin())
            })
        }
        SoundKind::Squelch => {
            let (from, to) = (draw(500.0, 750.0), draw(110.0, 190.0));
            let mut phase = 0.0;
            Box::new(move |time| {
                let share = (time / seconds).sqrt();
                let pitch = from + (to - from) * share;
                phase = (phase + pitch * (1.0 + 0.25 * (TAU * 13.0 * time).sin()) / rate).fract();
                let wet = band.next(hiss.next(), pitch * 2.2 / rate, 0.25);
                ((TAU * phase).sin() * 0.3 + wet * 0.8) * swell(time) * (-2.2 * time / seconds).exp() * 1.6
            })
        }
        SoundKind::Rustle => {
            let mut grain = 0.0f32;
            Box::new(move |time| {
                // Paper crackles: single strong grains in a hiss.
                let spark = hiss.next();
                grain = if spark > 0.996 { 1.0 } else { grain * 0.985 };
                band.next(hiss.next() * (0.12 + grain), 4_300.0 / rate, 0.9) * swell(time) * 1.3
            })
        }
    }
}

/// The last hundredth of a second falls to nothing.
fn fade(time: f32, seconds: f32) -> f32 {
    ((seconds - time) * 100.0).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [SoundKind; 8] = [
        SoundKind::Squeak,
        SoundKind::Whoosh,
        SoundKind::Boom,
        SoundKind::Plop,
        SoundKind::Clink,
        SoundKind::Rustle,
        SoundKind::Ring,
        SoundKind::Squelch,
    ];

    #[test]
    fn every_voice_is_heard_stays_in_range_and_neither_begins_nor_ends_with_a_click() {
        for noise in ALL {
            for rate in [16_000, 48_000] {
                for seed in 0..4 {
                    let cue = SoundCue { noise, at: 0.0, seconds: 0.8, strength: 1.0 };
                    let samples = voice(&cue, rate, seed);
                    let loudness =
                        (samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32).sqrt();
                    let peak = samples.iter().fold(0.0f32, |peak, sample| peak.max(sample.abs()));
                    assert!(loudness > 0.01 && peak < 2.0, "{noise:?}: {loudness}, {peak}");
                    assert!(samples[0].abs() < 0.05 && samples[samples.len() - 1].abs() < 0.05, "{noise:?}");
                }
            }
        }
    }
}
