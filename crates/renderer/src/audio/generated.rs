use super::noise::{Band, Noise, Tone};
use super::{Samples, SoundFormat, loudness, voices};
use crate::effects;
use crate::motion::Plan;
use crate::random::Random;

/// Generates sound that fits a plan, at a fixed loudness.
pub(crate) fn generate(plan: &Plan, length: usize, format: SoundFormat) -> Samples {
    let mut channels = mix(plan, length, format);
    finish(&mut channels, format.rate);
    Samples { rate: format.rate, channels }
}

/// A soft chord, wind that follows the camera, and the sounds of the effect.
fn mix(plan: &Plan, length: usize, format: SoundFormat) -> Vec<Vec<f32>> {
    let mut channels = vec![vec![0.0; length]; format.channels];
    air(plan, &mut channels, format.rate);
    chord(plan, &mut channels, format.rate);
    cues(plan, &mut channels, format.rate);
    channels
}

/// Wind whose strength and colour follow the camera's speed.
fn air(plan: &Plan, channels: &mut [Vec<f32>], rate: u32) {
    let length = channels[0].len();
    let speeds: Vec<f32> = (0..=100).map(|look| plan.speed(f64::from(look) / 100.0) as f32).collect();
    for (side, channel) in channels.iter_mut().enumerate() {
        let mut noise = Noise::new(plan.seed ^ (side as u64 + 1));
        let mut band = Band::default();
        for (index, sample) in channel.iter_mut().enumerate() {
            let place = index as f32 / length as f32 * 100.0;
            let look = (place as usize).min(99);
            let speed = speeds[look] + (speeds[look + 1] - speeds[look]) * (place - look as f32);
            let strength = (speed * 3.0).min(1.5);
            let pitch = (250.0 + 900.0 * strength) / rate as f32;
            *sample += band.next(noise.next(), pitch, 0.9) * (0.03 + 0.5 * strength);
        }
    }
}

/// A quiet chord on a note drawn from the seed, each tone swelling at its own pace.
fn chord(plan: &Plan, channels: &mut [Vec<f32>], rate: u32) {
    let mut random = Random::new(plan.seed);
    let ground = 110.0 * 2f32.powf((random.bits() % 8) as f32 / 12.0);
    for interval in [0.0, 7.0, 12.0, 16.0, 19.0] {
        let pitch = ground * 2f32.powf(interval / 12.0);
        let (pace, phase) = (random.between(0.08, 0.21), random.unit());
        for (side, channel) in channels.iter_mut().enumerate() {
            // The two sides a little out of tune against each other make it wide.
            let mut tone = Tone::new(f64::from(pitch) * (1.0 + 0.0012 * side as f64) / f64::from(rate), 0.0);
            let mut swell = Tone::new(pace / f64::from(rate), phase);
            for sample in channel.iter_mut() {
                *sample += tone.next() * (0.6 + 0.4 * swell.next()) * 0.024;
            }
        }
    }
}

fn cues(plan: &Plan, channels: &mut [Vec<f32>], rate: u32) {
    let Some(kind) = plan.effect else { return };
    let setting = plan.setting();
    let mut random = Random::new(plan.seed ^ 0xbea7);
    for cue in effects::sound_cues(kind, &setting) {
        let samples = voices::voice(&cue, rate, random.bits());
        let start = (cue.at.max(0.0) * f64::from(rate)) as usize;
        let aside = random.between(-0.35, 0.35) as f32;
        for (side, channel) in channels.iter_mut().enumerate() {
            let level = if side == 0 { 0.5 - 0.5 * aside } else { 0.5 + 0.5 * aside };
            channel.iter_mut().skip(start).zip(&samples).for_each(|(sum, sample)| *sum += sample * level);
        }
    }
}

/// How loud generated sound is, in LUFS.
const LOUDNESS: f64 = -18.0;
/// How much of the difference between quiet and lively sound is left, and how much at most, in dB.
const LIVELINESS: f64 = 0.35;
const MOST_LIVELY: f64 = 1.5;
/// The loudness of sound between quiet and lively, as it is made.
const ORDINARY: f64 = -25.0;

/// Brings sound to its loudness, limits it and fades both ends.
fn finish(channels: &mut [Vec<f32>], rate: u32) {
    fade_ends(channels, rate);
    let made = loudness::integrated(channels, rate);
    let goal = LOUDNESS + (LIVELINESS * (made - ORDINARY)).clamp(-MOST_LIVELY, MOST_LIVELY);
    let limited = |gain: f64| -> Vec<Vec<f32>> {
        let limit = |sample: &f32| (sample * gain as f32).tanh() * 0.98;
        channels.iter().map(|channel| channel.iter().map(limit).collect()).collect()
    };
    // The limiter takes from the peaks, which calls for a little more.
    let mut gain = 10f64.powf((goal - made) / 20.0);
    for _ in 0..3 {
        gain *= 10f64.powf((goal - loudness::integrated(&limited(gain), rate)) / 20.0);
    }
    let finished = limited(gain);
    channels.iter_mut().zip(finished).for_each(|(channel, finished)| *channel = finished);
}

fn fade_ends(channels: &mut [Vec<f32>], rate: u32) {
    let (rise, fall) = ((rate as f32 * 0.15) as usize, (rate as f32 * 0.6) as usize);
    for channel in channels {
        let length = channel.len();
        for (index, sample) in channel.iter_mut().enumerate() {
            let begins = (index as f32 / rise as f32).min(1.0);
            let ends = ((length - index) as f32 / fall as f32).min(1.0);
            *sample *= begins * ends;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EffectKind;
    use crate::geometry::Extent;

    const EXTENT: Extent = Extent { x: 1.5, y: 1.0 };

    fn made(prompt: &str, effect: Option<EffectKind>, seconds: u32) -> Vec<f32> {
        let plan = Plan::new(prompt, effect, EXTENT, seconds, 3);
        generate(&plan, (seconds * 16_000) as usize, SoundFormat::PREVIEW).channels.remove(0)
    }

    /// The same before it is brought to its loudness, which takes away how strong its parts are from video to video.
    fn mixed(prompt: &str, effect: Option<EffectKind>, seconds: u32) -> Vec<f32> {
        let plan = Plan::new(prompt, effect, EXTENT, seconds, 3);
        mix(&plan, (seconds * 16_000) as usize, SoundFormat::PREVIEW).remove(0)
    }

    fn strength(samples: &[f32]) -> f32 {
        (samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32).sqrt()
    }

    #[test]
    fn a_faster_camera_moves_more_air() {
        assert!(strength(&mixed("fast pan left", None, 5)) > 1.3 * strength(&mixed("very slow pan left", None, 5)));
    }

    #[test]
    fn every_effect_is_heard_over_the_background() {
        let plain = strength(&mixed("still", None, 5));
        for kind in EffectKind::ALL {
            for seconds in [5, 10] {
                assert!(strength(&mixed("", Some(kind), seconds)) > 1.15 * plain, "{kind:?}");
            }
        }
    }

    #[test]
    fn a_blast_is_heard_when_it_is_seen() {
        let samples = made("", Some(EffectKind::Explode), 5);
        let blast = (0.9 * 16_000.0) as usize;
        assert!(strength(&samples[blast..blast + 8_000]) > 2.0 * strength(&samples[blast - 8_000..blast - 800]));
    }

    #[test]
    fn generated_sound_fades_at_both_ends_and_never_clips() {
        let samples = made("shake", Some(EffectKind::Shatter), 5);
        assert!(samples.iter().all(|sample| sample.abs() <= 0.98));
        assert!(samples[0].abs() < 0.01 && samples[samples.len() - 1].abs() < 0.01);
    }

    #[test]
    fn generated_sound_is_as_loud_as_it_should_be() {
        let effects = EffectKind::ALL.map(|kind| ("", Some(kind)));
        let moves = ["still", "very slow zoom in", "fast pan left", "spin"].map(|prompt| (prompt, None));
        for (prompt, effect) in moves.into_iter().chain(effects) {
            for (seconds, format) in [(5, SoundFormat::FULL), (10, SoundFormat::PREVIEW)] {
                let plan = Plan::new(prompt, effect, EXTENT, seconds, 3);
                let sound = generate(&plan, (seconds * format.rate) as usize, format);
                let loudness = loudness::integrated(&sound.channels, sound.rate);
                assert!((loudness + 18.0).abs() <= 2.0, "{prompt:?} {effect:?}: {loudness:.1} LUFS");
            }
        }
    }
}
