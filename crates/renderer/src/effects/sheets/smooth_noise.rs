use crate::random::Random;

/// A smooth, random curve between 0 and 1 that runs through a random height at every whole number.
pub(crate) struct SmoothNoise {
    heights: Vec<f64>,
}

impl SmoothNoise {
    pub fn new(seed: u64, count: usize) -> Self {
        let mut random = Random::new(seed);
        Self { heights: (0..count).map(|_| random.unit()).collect() }
    }

    pub fn at(&self, place: f64) -> f64 {
        let base = place.floor();
        let share = crate::geometry::smooth(place - base);
        let height =
            |index: f64| self.heights[index.rem_euclid(self.heights.len() as f64) as usize % self.heights.len()];
        height(base) + (height(base + 1.0) - height(base)) * share
    }
}

#[cfg(test)]
mod tests {
    use super::SmoothNoise;

    #[test]
    fn it_stays_between_its_bounds_and_never_jumps() {
        let noise = SmoothNoise::new(3, 16);
        let heights: Vec<f64> = (-400..4000).map(|step| noise.at(f64::from(step) / 100.0)).collect();
        assert!(heights.iter().all(|height| (0.0..=1.0).contains(height)));
        assert!(heights.windows(2).all(|pair| (pair[1] - pair[0]).abs() < 0.02));
    }
}
