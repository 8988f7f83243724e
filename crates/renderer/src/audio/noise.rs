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

/// A resonant filter (Simper's state variable form) whose pitch may change with every sample.
#[derive(Default)]
pub(crate) struct Filter {
    first: f32,
    second: f32,
}

/// A filter's two outputs.
pub(crate) struct Filtered {
    pub low: f32,
    pub band: f32,
}

impl Filter {
    /// `pitch` as a part of the sample rate; `damping` from 2 (none left to ring) towards 0 (rings long).
    pub fn next(&mut self, input: f32, pitch: f32, damping: f32) -> Filtered {
        let g = (std::f32::consts::PI * pitch.clamp(0.0005, 0.45)).tan();
        let a1 = 1.0 / (1.0 + g * (g + damping));
        let v3 = input - self.second;
        let band = a1 * (self.first + g * v3);
        let low = self.second + g * band;
        self.first = 2.0 * band - self.first;
        self.second = 2.0 * low - self.second;
        Filtered { low, band: band * damping }
    }
}
