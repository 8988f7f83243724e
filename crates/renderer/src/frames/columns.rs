//! The second pass of upright resampling: along a line, four neighbours for each sample, wherever they lie.
//!
//! Compilers do not vectorise it, for the neighbours' places follow no pattern; so there is a form in AVX2's own
//! instructions beside the plain one, and both give the same samples.

use super::upright::{KEPT_BITS, WEIGHT_BITS};

const SHIFT: u32 = WEIGHT_BITS + KEPT_BITS;
/// Samples that one step of the wide form makes.
const STEP: usize = 8;

/// For each output sample, where its four neighbours begin in a line and how much each weighs.
pub(crate) struct Columns {
    count: usize,
    /// Padded to whole steps with copies of the last.
    starts: Vec<u32>,
    weights: Vec<[i16; 4]>,
    /// The weights once more, two vectors for a step, in the order in which the wide form meets them.
    #[cfg(target_arch = "x86_64")]
    wide_weights: Vec<[[i16; 16]; 2]>,
}

impl Columns {
    pub fn new(taps: impl Iterator<Item = (usize, [i16; 4])>) -> Self {
        let (mut starts, mut weights): (Vec<u32>, Vec<[i16; 4]>) =
            taps.map(|(start, weights)| (start as u32, weights)).unzip();
        let count = starts.len();
        let padded = count.next_multiple_of(STEP);
        starts.resize(padded, starts.last().copied().unwrap_or(0));
        weights.resize(padded, [0; 4]);
        #[cfg(target_arch = "x86_64")]
        let wide_weights = weights.chunks_exact(STEP).map(wide::in_order).collect();
        Self {
            count,
            starts,
            weights,
            #[cfg(target_arch = "x86_64")]
            wide_weights,
        }
    }

    /// Fills `line`, which has as many samples as there are columns, from a line with its margins.
    #[inline(always)]
    pub fn blend(&self, middle: &[i16], line: &mut [u8]) {
        let taps = self.starts.iter().zip(&self.weights);
        for ((&start, weights), sample) in taps.zip(line).take(self.count) {
            let window = window(middle, start);
            let product = |tap: usize| i32::from(window[tap]) * i32::from(weights[tap]);
            let sum = product(0) + product(1) + product(2) + product(3);
            *sample = ((sum + (1 << (SHIFT - 1))) >> SHIFT).clamp(0, 255) as u8;
        }
    }

    /// The same with AVX2.
    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    pub fn blend_wide(&self, simd: pulp::x86::V3, middle: &[i16], line: &mut [u8]) {
        let mut steps = self.starts.as_chunks::<STEP>().0.iter().zip(&self.wide_weights);
        let (whole, rest) = line.as_chunks_mut::<STEP>();
        // The whole steps first: the last one may make more samples than the line has room for.
        for (samples, (starts, weights)) in whole.iter_mut().zip(&mut steps) {
            *samples = wide::step(simd, middle, starts, weights);
        }
        if let Some((starts, weights)) = steps.next() {
            rest.copy_from_slice(&wide::step(simd, middle, starts, weights)[..rest.len()]);
        }
    }
}

#[inline(always)]
fn window(middle: &[i16], start: u32) -> [i16; 4] {
    *middle[start as usize..].first_chunk().expect("the margin holds the last taps")
}

#[cfg(target_arch = "x86_64")]
mod wide {
    use super::{SHIFT, STEP, window};
    use pulp::bytemuck::cast;
    use std::arch::x86_64::__m256i;

    /// Adding neighbours pairwise works within halves of a vector; in this order the sums come out in line.
    const ORDER: [[usize; 4]; 2] = [[0, 1, 4, 5], [2, 3, 6, 7]];

    pub fn in_order(weights: &[[i16; 4]]) -> [[i16; 16]; 2] {
        ORDER.map(|places| cast(places.map(|place| weights[place])))
    }

    #[inline(always)]
    pub fn step(simd: pulp::x86::V3, middle: &[i16], starts: &[u32; STEP], weights: &[[i16; 16]; 2]) -> [u8; STEP] {
        // Through registers: four short stores that one long load reads back would stall.
        let quad = |place: usize| cast::<[i16; 4], i64>(window(middle, starts[place]));
        let first =
            simd.avx._mm256_set_epi64x(quad(ORDER[0][3]), quad(ORDER[0][2]), quad(ORDER[0][1]), quad(ORDER[0][0]));
        let second =
            simd.avx._mm256_set_epi64x(quad(ORDER[1][3]), quad(ORDER[1][2]), quad(ORDER[1][1]), quad(ORDER[1][0]));
        let first = simd.avx2._mm256_madd_epi16(first, cast::<_, __m256i>(weights[0]));
        let second = simd.avx2._mm256_madd_epi16(second, cast::<_, __m256i>(weights[1]));
        let sums = simd.avx2._mm256_hadd_epi32(first, second);
        let halfway = simd.avx._mm256_set1_epi32(1 << (SHIFT - 1));
        let levels = simd.avx2._mm256_srai_epi32::<{ SHIFT as i32 }>(simd.avx2._mm256_add_epi32(sums, halfway));
        // Both clamp on the way down to eight bits, each within its half of the vector.
        let shorts = simd.avx2._mm256_packs_epi32(levels, levels);
        let bytes: [[u8; 4]; 8] = cast(simd.avx2._mm256_packus_epi16(shorts, shorts));
        cast([bytes[0], bytes[4]])
    }
}

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use super::*;
    use crate::motion::Chance;

    struct Wide<'a>(pulp::x86::V3, &'a Columns, &'a [i16], &'a mut [u8]);

    impl pulp::NullaryFnOnce for Wide<'_> {
        type Output = ();

        #[inline(always)]
        fn call(self) {
            self.1.blend_wide(self.0, self.2, self.3);
        }
    }

    #[test]
    fn both_forms_give_the_same_samples() {
        let Some(simd) = pulp::x86::V3::try_new() else { return };
        let mut chance = Chance::new(4);
        for count in [1, 7, 8, 9, 64, 101] {
            let middle: Vec<i16> = (0..200).map(|_| (chance.bits() % 20_000) as i16 - 2_000).collect();
            let mut tap = || {
                let weights = [0; 4].map(|_: i16| (chance.bits() % 2_400) as i16 - 300);
                ((chance.bits() % 196) as usize, weights)
            };
            let columns = Columns::new((0..count).map(|_| tap()));
            let (mut plain, mut wide) = (vec![0; count], vec![0; count]);
            columns.blend(&middle, &mut plain);
            simd.vectorize(Wide(simd, &columns, &middle, &mut wide));
            assert_eq!(plain, wide);
        }
    }
}
