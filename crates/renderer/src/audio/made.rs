use super::noise::{Filter, Noise};
use super::{Samples, SoundFormat};
use crate::motion::{Chance, Plan};
use std::f32::consts::TAU;

/// Makes sound that fits a plan: a soft chord, and air that moves as the camera does.
pub(crate) fn make(plan: &Plan, length: usize, format: SoundFormat) -> Samples {
    let mut channels = vec![vec![0.0; length]; format.channels];
    air(plan, &mut channels, format.rate);
    chord(plan, &mut channels, format.rate);
    finish(&mut channels, format.rate);
    Samples { rate: format.rate, channels }
}

/// Wind whose strength and colour follow the camera's speed.
fn air(plan: &Plan, channels: &mut [Vec<f32>], rate: u32) {
    let length = channels[0].len();
    let speeds: Vec<f32> = (0..=100).map(|look| plan.speed(f64::from(look) / 100.0) as f32).collect();
    for (side, channel) in channels.iter_mut().enumerate() {
        let mut noise = Noise::new(plan.seed ^ (side as u64 + 1));
        let mut filter = Filter::default();
        for (index, sample) in channel.iter_mut().enumerate() {
            let place = index as f32 / length as f32 * 100.0;
            let look = (place as usize).min(99);
            let speed = speeds[look] + (speeds[look + 1] - speeds[look]) * (place - look as f32);
            let strength = (speed * 3.0).min(1.5);
            let pitch = (250.0 + 900.0 * strength) / rate as f32;
            *sample += filter.next(noise.next(), pitch, 0.9).band * (0.03 + 0.22 * strength);
        }
    }
}

/// A quiet chord on a note drawn from the seed, each tone swelling at its own pace.
fn chord(plan: &Plan, channels: &mut [Vec<f32>], rate: u32) {
    let mut chance = Chance::new(plan.seed);
    let ground = 110.0 * 2f32.powf((chance.bits() % 8) as f32 / 12.0);
    for interval in [0.0, 7.0, 12.0, 16.0, 19.0] {
        let pitch = ground * 2f32.powf(interval / 12.0);
        let (pace, phase) = (chance.between(0.08, 0.21) as f32, chance.unit() as f32);
        for (side, channel) in channels.iter_mut().enumerate() {
            // The two sides a little out of tune against each other make it wide.
            let step = pitch * (1.0 + 0.0012 * side as f32) / rate as f32;
            for (index, sample) in channel.iter_mut().enumerate() {
                let swell = 0.6 + 0.4 * (TAU * (pace * index as f32 / rate as f32 + phase)).sin();
                *sample += (TAU * (step * index as f32).fract()).sin() * swell * 0.035;
            }
        }
    }
}

/// Soft at both ends, and never over the top.
fn finish(channels: &mut [Vec<f32>], rate: u32) {
    let (rise, fall) = ((rate as f32 * 0.25) as usize, (rate as f32 * 0.8) as usize);
    for channel in channels {
        let length = channel.len();
        for (index, sample) in channel.iter_mut().enumerate() {
            let begins = (index as f32 / rise as f32).min(1.0);
            let ends = ((length - index) as f32 / fall as f32).min(1.0);
            *sample = (*sample * begins * ends).tanh() * 0.98;
        }
    }
}
