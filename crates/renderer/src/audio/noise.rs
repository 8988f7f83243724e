//! What made sound is made of.

use crate::motion::Chance;

/// White noise.
pub(crate) struct Noise(Chance);

impl Noise {
    pub fn new(seed: u64) -> Self {
        Self(Chance::new(seed))
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

#[cfg(test)]
mod tests {
    use super::*;

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
