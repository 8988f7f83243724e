use std::f32::consts::{FRAC_1_SQRT_2, PI};
use std::sync::LazyLock;

/// The place of each coefficient in its block of eight rows.
const ZIGZAG: [u8; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21,
    28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54,
    47, 55, 62, 63,
];

/// The share of each frequency in each of eight samples.
static WAVES: LazyLock<[[f32; 8]; 8]> = LazyLock::new(|| {
    std::array::from_fn(|frequency| {
        std::array::from_fn(|sample| {
            let scale = if frequency == 0 { FRAC_1_SQRT_2 } else { 1.0 };
            scale / 2.0 * ((2 * sample + 1) as f32 * frequency as f32 * PI / 16.0).cos()
        })
    })
});

/// The samples of a block from its coefficients in zigzag order.
pub(super) fn samples(coefficients: &[i32; 64], quantisation: &[u16; 64]) -> [u8; 64] {
    let level = |value: f32| (value + 128.5).clamp(0.0, 255.0) as u8;
    let scaled = |index: usize| coefficients[index] as f32 * f32::from(quantisation[index]);
    if coefficients[1..].iter().all(|value| *value == 0) {
        return [level(scaled(0) / 8.0); 64];
    }
    let mut rows = [[0.0; 8]; 8];
    for (index, place) in ZIGZAG.iter().enumerate() {
        rows[usize::from(place / 8)][usize::from(place % 8)] = scaled(index);
    }
    let waves = &*WAVES;
    // First along the rows, then along the columns.
    let mut half = [[0.0_f32; 8]; 8];
    for (row, half) in rows.iter().zip(&mut half) {
        if row.iter().any(|value| *value != 0.0) {
            for (value, wave) in row.iter().zip(waves) {
                half.iter_mut().zip(wave).for_each(|(sum, share)| *sum += value * share);
            }
        }
    }
    let mut samples = [0; 64];
    for (line, samples) in samples.chunks_exact_mut(8).enumerate() {
        let mut sums = [0.0_f32; 8];
        for (half, wave) in half.iter().zip(waves) {
            sums.iter_mut().zip(half).for_each(|(sum, value)| *sum += value * wave[line]);
        }
        samples.iter_mut().zip(sums).for_each(|(sample, sum)| *sample = level(sum));
    }
    samples
}
