//! The building blocks of generated sound.

use crate::random::Random;
use std::f64::consts::TAU;

/// White noise.
pub(crate) struct Noise(Random);

impl Noise {
    pub fn new(seed: u64) -> Self {
        Self(Random::new(seed))
    }

    pub fn next(&mut self) -> f32 {
        self.0.unit() as f32 * 2.0 - 1.0
    }
}

/// A resonant band filter (a state variable filter in its zero-delay form) whose pitch may change with every sample.
#[derive(Default)]
pub(crate) struct Band {
    first: f32,
    second: f32,
}

impl Band {
    /// `pitch` as a part of the sample rate; `damping` from 2 (none left to ring) towards 0 (rings long).
    pub fn next(&mut self, input: f32, pitch: f32, damping: f32) -> f32 {
        let g = (std::f32::consts::PI * pitch.clamp(0.0005, 0.45)).tan();
        let band = (self.first + g * (input - self.second)) / (1.0 + g * (g + damping));
        let low = self.second + g * band;
        self.first = 2.0 * band - self.first;
        self.second = 2.0 * low - self.second;
        band * damping
    }
}

/// A sine oscillator that rotates a vector from sample to sample; ten times as fast as calling `sin`.
pub(crate) struct Tone {
    sine: f64,
    cosine: f64,
    step_sine: f64,
    step_cosine: f64,
}

impl Tone {
    /// `pitch` as a part of the sample rate; `phase` in turns.
    pub fn new(pitch: f64, phase: f64) -> Self {
        let ((sine, cosine), (step_sine, step_cosine)) = ((TAU * phase).sin_cos(), (TAU * pitch).sin_cos());
        Self { sine, cosine, step_sine, step_cosine }
    }

    pub fn next(&mut self) -> f32 {
        let now = self.sine as f32;
        let Self { sine, cosine, step_sine, step_cosine } = *self;
        self.sine = sine * step_cosine + cosine * step_sine;
        self.cosine = cosine * step_cosine - sine * step_sine;
        now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_is_a_sine_to_its_last_sample() {
        let (pitch, phase) = (220.5 / 48_000.0, 0.3);
        let mut tone = Tone::new(pitch, phase);
        let farthest = (0..30 * 48_000)
            .map(|index| (f64::from(tone.next()) - (TAU * (pitch * f64::from(index) + phase)).sin()).abs())
            .fold(0.0, f64::max);
        assert!(farthest < 1e-6, "{farthest}");
    }

    #[test]
    fn a_band_lets_its_own_pitch_through_and_holds_others_back() {
        let loudness = |pitch: f32| {
            let mut band = Band::default();
            let wave = (0..4_000).map(|index| (index as f32 * pitch * std::f32::consts::TAU).sin());
            let heard: Vec<f32> = wave.map(|sample| band.next(sample, 0.05, 0.2)).skip(1_000).collect();
            heard.iter().map(|sample| sample * sample).sum::<f32>()
        };
        assert!(loudness(0.05) > 10.0 * loudness(0.005) && loudness(0.05) > 10.0 * loudness(0.3));
    }
}
