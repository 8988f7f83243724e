//! The second pass of upright resampling: along a line, four neighbours for each sample, at any position.
//!
//! Compilers do not vectorise it, because the neighbours follow no pattern. So there is a second version with AVX2
//! instructions; both give the same samples.

/// Bits after the point of a weight.
pub(crate) const WEIGHT_BITS: u32 = 11;
/// Bits that the first pass keeps for the second.
pub(crate) const KEPT_BITS: u32 = 6;
const SHIFT: u32 = WEIGHT_BITS + KEPT_BITS;
/// Samples that a line needs after the last four, because the AVX2 version reads more than it uses.
pub(crate) const SPARE: usize = 36;

/// For each output sample, where its four neighbours begin in a line and how much each weighs.
pub(crate) struct Columns {
    taps: Vec<(u32, [i16; 4])>,
    /// The same in the wide form's order; nothing if neighbours lie too far apart for it.
    #[cfg(target_arch = "x86_64")]
    steps: Option<Vec<wide::Step>>,
}

impl Columns {
    pub fn new(taps: impl Iterator<Item = (usize, [i16; 4])>) -> Self {
        let taps: Vec<_> = taps.map(|(start, weights)| (start as u32, weights)).collect();
        Self {
            #[cfg(target_arch = "x86_64")]
            steps: taps.chunks(wide::STEP).map(wide::Step::new).collect(),
            taps,
        }
    }

    /// Fills `line`, which has as many samples as there are columns, from a line with its margins.
    #[inline(always)]
    pub fn blend(&self, middle: &[i16], line: &mut [u8]) {
        for ((start, weights), sample) in self.taps.iter().zip(line) {
            let window: &[i16; 4] = middle[*start as usize..].first_chunk().expect("the margin holds the last taps");
            let product = |tap: usize| i32::from(window[tap]) * i32::from(weights[tap]);
            let sum = product(0) + product(1) + product(2) + product(3);
            *sample = ((sum + (1 << (SHIFT - 1))) >> SHIFT).clamp(0, 255) as u8;
        }
    }

    /// The same with AVX2, where the columns allow it.
    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    pub fn blend_wide(&self, simd: pulp::x86::V3, middle: &[i16], line: &mut [u8]) {
        let Some(steps) = &self.steps else { return self.blend(middle, line) };
        let (whole, rest) = line.as_chunks_mut::<{ wide::STEP }>();
        let mut steps = steps.iter();
        // The whole steps first: the last one may make more samples than the line has room for.
        for (samples, step) in whole.iter_mut().zip(&mut steps) {
            *samples = step.samples(simd, middle);
        }
        if let Some(step) = steps.next() {
            rest.copy_from_slice(&step.samples(simd, middle)[..rest.len()]);
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod wide {
    use super::{SHIFT, SPARE};
    use pulp::bytemuck::cast;
    use pulp::x86::V3;
    use std::arch::x86_64::{__m128i, __m256i};

    /// Samples that one step makes.
    pub const STEP: usize = 16;
    /// Samples of the line that a step reads: from 32 places eight.
    const SPAN: usize = SPARE + 4;
    const PLACES: usize = 32;
    /// How far apart two neighbours may lie, so that the four of each are among eight.
    const MOST_APART: usize = 4;

    /// Pairs of neighbours, two for each vector. Adding within and packing work in halves of a vector; in this order the
    /// samples come out in line.
    const ORDER: [[usize; 2]; 4] = [[0, 2], [1, 3], [4, 6], [5, 7]];

    /// From eight samples the four at their beginning and the four further on, for each distance between the two.
    const SPREAD: [[u8; 16]; 8] = {
        let mut spread = [[0; 16]; 8];
        let mut apart = 0;
        while apart <= MOST_APART {
            let mut byte = 0;
            while byte < 8 {
                spread[apart][byte] = byte as u8;
                spread[apart][byte + 8] = (byte + 2 * apart) as u8;
                byte += 1;
            }
            apart += 1;
        }
        spread
    };

    /// What it takes to make 16 samples that follow each other.
    pub struct Step {
        /// Where in the line its samples begin.
        base: u32,
        /// Where, from there, each pair of neighbours begins.
        places: [u8; STEP / 2],
        /// How much further on the second of each pair begins.
        apart: [u8; STEP / 2],
        weights: [[i16; 16]; 4],
    }

    impl Step {
        /// `None` if the samples do not lie close enough together.
        pub fn new(taps: &[(u32, [i16; 4])]) -> Option<Self> {
            let base = taps[0].0;
            let (mut places, mut apart, mut weights) = ([0; STEP / 2], [0; STEP / 2], [[0; 4]; STEP]);
            let within = |start: u32, from: u32, most: usize| {
                u8::try_from(start.checked_sub(from)?).ok().filter(|&distance| usize::from(distance) <= most)
            };
            for (number, pair) in taps.chunks(2).enumerate() {
                let (one, other) = (pair[0], pair.get(1).copied().unwrap_or((pair[0].0, [0; 4])));
                places[number] = within(one.0, base, PLACES - 1)?;
                apart[number] = within(other.0, one.0, MOST_APART)?;
                (weights[2 * number], weights[2 * number + 1]) = (one.1, other.1);
            }
            let weights = ORDER.map(|[low, high]| {
                cast([weights[2 * low], weights[2 * low + 1], weights[2 * high], weights[2 * high + 1]])
            });
            Some(Self { base, places, apart, weights })
        }

        #[inline(always)]
        pub fn samples(&self, simd: V3, middle: &[i16]) -> [u8; STEP] {
            let span = middle[self.base as usize..].first_chunk().expect("the margin holds the last span");
            let first = levels(simd, self.products(simd, span, 0), self.products(simd, span, 1));
            let second = levels(simd, self.products(simd, span, 2), self.products(simd, span, 3));
            // Both clamp on the way down to eight bits, each within its half of the vector.
            let shorts = simd.avx2._mm256_packs_epi32(first, second);
            let bytes = simd.avx2._mm256_packus_epi16(shorts, shorts);
            let (low, high) = (simd.avx._mm256_castsi256_si128(bytes), simd.avx2._mm256_extracti128_si256::<1>(bytes));
            cast(simd.sse2._mm_unpacklo_epi32(low, high))
        }

        #[inline(always)]
        fn products(&self, simd: V3, span: &[i16; SPAN], vector: usize) -> __m256i {
            let [low, high] = ORDER[vector];
            let samples = simd.avx._mm256_set_m128i(self.pair(simd, span, high), self.pair(simd, span, low));
            simd.avx2._mm256_madd_epi16(samples, cast(self.weights[vector]))
        }

        /// What a pair of samples is made of: the four of the one, the four of the other.
        #[inline(always)]
        fn pair(&self, simd: V3, span: &[i16; SPAN], number: usize) -> __m128i {
            // The masks change nothing; they let the compiler see that all of it is in range.
            let place = usize::from(self.places[number]) & (PLACES - 1);
            let spread = SPREAD[usize::from(self.apart[number]) & (SPREAD.len() - 1)];
            let window: &[i16; 8] = span[place..].first_chunk().expect("a span holds eight from each place");
            simd.ssse3._mm_shuffle_epi8(cast(*window), cast(spread))
        }
    }

    #[inline(always)]
    fn levels(simd: V3, low: __m256i, high: __m256i) -> __m256i {
        let halfway = simd.avx._mm256_set1_epi32(1 << (SHIFT - 1));
        let sums = simd.avx2._mm256_hadd_epi32(low, high);
        simd.avx2._mm256_srai_epi32::<{ SHIFT as i32 }>(simd.avx2._mm256_add_epi32(sums, halfway))
    }
}

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use super::*;
    use crate::random::Random;

    struct Wide<'a>(pulp::x86::V3, &'a Columns, &'a [i16], &'a mut [u8]);

    impl pulp::NullaryFnOnce for Wide<'_> {
        type Output = ();

        #[inline(always)]
        fn call(self) {
            self.1.blend_wide(self.0, self.2, self.3);
        }
    }

    #[test]
    fn both_versions_give_the_same_samples_for_close_and_distant_neighbours() {
        let Some(simd) = pulp::x86::V3::try_new() else { return };
        let mut random = Random::new(4);
        for farthest in [1, 2, 4, 5, 9] {
            for count in [1, 7, 8, 9, 15, 16, 17, 64, 101] {
                let middle: Vec<i16> = (0..1_000).map(|_| (random.bits() % 20_000) as i16 - 2_000).collect();
                let mut start = 0;
                let mut tap = || {
                    start += (random.bits() % (farthest + 1)) as usize;
                    (start, [0; 4].map(|_: i16| (random.bits() % 2_400) as i16 - 300))
                };
                let columns = Columns::new((0..count).map(|_| tap()));
                let (mut plain, mut wide) = (vec![0; count], vec![0; count]);
                columns.blend(&middle, &mut plain);
                simd.vectorize(Wide(simd, &columns, &middle, &mut wide));
                assert_eq!(plain, wide);
            }
        }
    }
}
