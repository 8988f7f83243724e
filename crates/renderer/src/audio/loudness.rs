//! Loudness by ITU-R BS.1770-4, in LUFS.

/// The loudness of sound that is silent.
const SILENCE: f64 = -70.0;

/// The integrated loudness of all channels together: blocks of 400 ms, without those that are silent or much quieter than the
/// rest.
pub(crate) fn integrated(channels: &[Vec<f32>], rate: u32) -> f64 {
    let length = channels.first().map_or(0, Vec::len);
    let (block, step) = ((0.4 * f64::from(rate)) as usize, (0.1 * f64::from(rate)) as usize);
    let count = if length < block { 1 } else { (length - block) / step + 1 };
    let mut powers = vec![0.0; count];
    for channel in channels {
        // Running sums of squares, so that overlapping blocks cost no more.
        let mut sum = 0.0;
        let mut sums = Vec::with_capacity(length + 1);
        sums.push(0.0);
        let mut filter = [Biquad::shelf(rate), Biquad::high_pass(rate)];
        for &sample in channel {
            let heard = filter.iter_mut().fold(f64::from(sample), |sample, stage| stage.next(sample));
            sum += heard * heard;
            sums.push(sum);
        }
        for (index, power) in powers.iter_mut().enumerate() {
            let (start, end) = (index * step, (index * step + block).min(length));
            *power += (sums[end] - sums[start]) / (end - start).max(1) as f64;
        }
    }
    let level = |power: f64| if power > 0.0 { -0.691 + 10.0 * power.log10() } else { SILENCE };
    let mean = |threshold: f64| {
        let heard: Vec<f64> = powers.iter().copied().filter(|&power| level(power) > threshold).collect();
        if heard.is_empty() { SILENCE } else { level(heard.iter().sum::<f64>() / heard.len() as f64) }
    };
    mean((mean(SILENCE) - 10.0).max(SILENCE))
}

/// A filter of second order.
struct Biquad {
    feed: [f64; 3],
    back: [f64; 2],
    before: [f64; 2],
}

impl Biquad {
    /// The head's effect: a shelf that raises what is high.
    fn shelf(rate: u32) -> Self {
        let (pitch, gain, quality) = (1681.974450955533, 3.999843853973347, 0.7071752369554196);
        let k = (std::f64::consts::PI * pitch / f64::from(rate)).tan();
        let high = 10f64.powf(gain / 20.0);
        let band = high.powf(0.4996667741545416);
        let whole = 1.0 + k / quality + k * k;
        Self {
            feed: [
                (high + band * k / quality + k * k) / whole,
                2.0 * (k * k - high) / whole,
                (high - band * k / quality + k * k) / whole,
            ],
            back: [2.0 * (k * k - 1.0) / whole, (1.0 - k / quality + k * k) / whole],
            before: [0.0; 2],
        }
    }

    /// What is deep is heard less.
    fn high_pass(rate: u32) -> Self {
        let (pitch, quality) = (38.13547087602444, 0.5003270373238773);
        let k = (std::f64::consts::PI * pitch / f64::from(rate)).tan();
        let whole = 1.0 + k / quality + k * k;
        Self {
            feed: [1.0, -2.0, 1.0],
            back: [2.0 * (k * k - 1.0) / whole, (1.0 - k / quality + k * k) / whole],
            before: [0.0; 2],
        }
    }

    fn next(&mut self, sample: f64) -> f64 {
        let now = sample - self.back[0] * self.before[0] - self.back[1] * self.before[1];
        let out = self.feed[0] * now + self.feed[1] * self.before[0] + self.feed[2] * self.before[1];
        self.before = [now, self.before[0]];
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reference of the standard: 997 Hz at full scale in one channel measures -3.01 LUFS.
    #[test]
    fn a_tone_measures_as_the_standard_says() {
        for rate in [16_000, 48_000] {
            let tone = |level: f32| -> Vec<f32> {
                let angle = |index: u32| f64::from(index) * 997.0 * std::f64::consts::TAU / f64::from(rate);
                (0..3 * rate).map(|index| angle(index).sin() as f32 * level).collect()
            };
            assert!((integrated(&[tone(1.0)], rate) + 3.01).abs() < 0.1, "{}", integrated(&[tone(1.0)], rate));
            assert!((integrated(&[tone(0.1), tone(0.1)], rate) + 20.0).abs() < 0.1);
            // Silence after it does not count.
            let followed = [tone(0.1), vec![0.0; 6 * rate as usize]].concat();
            assert!((integrated(&[followed], rate) + 23.01).abs() < 0.5);
        }
    }

    #[test]
    fn silence_and_nothing_have_a_loudness() {
        assert_eq!(integrated(&[vec![0.0; 48_000]], 48_000), SILENCE);
        assert_eq!(integrated(&[Vec::new()], 48_000), SILENCE);
    }
}
