//! Reads a plane between its samples.

use super::planes::Plane;

/// Bits after the point of a place in a plane.
pub(crate) const PLACE_BITS: u32 = 16;
const FRACTION_BITS: u32 = 8;
/// Bits after the point of a light.
pub(crate) const LIGHT_BITS: u32 = 8;

/// A plane that is read at places between its samples.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    samples: &'a [u8],
    width: usize,
    /// The farthest places whose four neighbours exist.
    end: [i32; 2],
}

impl<'a> Source<'a> {
    pub fn new(plane: &'a Plane) -> Self {
        let end = |length: usize| ((length as i32 - 1) << PLACE_BITS) - 1;
        Self { samples: &plane.samples, width: plane.width, end: [end(plane.width), end(plane.height)] }
    }

    /// A place in samples, fixed to the grid of places; far outside is as good as farther.
    #[inline(always)]
    pub fn place(&self, place: [f64; 2]) -> [i32; 2] {
        const FAR: f64 = 12_000.0;
        let fixed = |place: f64| (place.clamp(-FAR, FAR) * f64::from(1 << PLACE_BITS)) as i32;
        [fixed(place[0]), fixed(place[1])]
    }

    /// Whether all places on the way between two are inside, so that `at_inside` may read them.
    #[inline(always)]
    pub fn holds(&self, from: [i32; 2], to: [i32; 2]) -> bool {
        // Steps between two places are rounded and may end a hair beyond.
        const HAIR: i32 = 64;
        let inside = |axis: usize, place: i32| place >= HAIR && place <= self.end[axis] - HAIR;
        (0..2).all(|axis| inside(axis, from[axis]) && inside(axis, to[axis]))
    }

    /// The four neighbours' mean, weighted by nearness. Outside, the edge goes on.
    #[inline(always)]
    pub fn at(&self, x: i32, y: i32) -> i32 {
        self.at_inside(x.clamp(0, self.end[0]), y.clamp(0, self.end[1]))
    }

    /// The same for places that are known to be inside.
    #[inline(always)]
    pub fn at_inside(&self, x: i32, y: i32) -> i32 {
        let at = (y >> PLACE_BITS) as usize * self.width + (x >> PLACE_BITS) as usize;
        // Two neighbours in the halves of one number, so that one multiplication serves both.
        let spread = |pair: u16| (u32::from(pair) | u32::from(pair) << 8) & 0x00ff_00ff;
        const ONE: u32 = 1 << FRACTION_BITS;
        let across = (x >> (PLACE_BITS - FRACTION_BITS)) as u32 & (ONE - 1);
        let down = (y >> (PLACE_BITS - FRACTION_BITS)) as u32 & (ONE - 1);
        let both = spread(self.pair(at)) * (ONE - down) + spread(self.pair(at + self.width)) * down;
        // One bit less, as the wide form has it.
        let (left, right) = ((both & 0xffff) >> 1, both >> 17);
        ((left * (ONE - across) + right * across + (1 << (2 * FRACTION_BITS - 2))) >> (2 * FRACTION_BITS - 1)) as i32
    }

    /// Two samples that follow each other.
    #[inline(always)]
    fn pair(&self, at: usize) -> u16 {
        self.samples.get(at..at + 2).map_or(0, |pair| u16::from_le_bytes([pair[0], pair[1]]))
    }

    /// Where eight places on a line lie in the same two rows and close together, as most do: the first column that is needed, and
    /// from there enough of both rows for all of them.
    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    fn window(&self, from: [i32; 2], step: [i32; 2]) -> Option<(i32, [&[u8; 16]; 2])> {
        let last = [from[0] + 7 * step[0], from[1] + 7 * step[1]];
        let (row, base) = (from[1] >> PLACE_BITS, (from[0] >> PLACE_BITS).min(last[0] >> PLACE_BITS));
        let reach = (from[0] >> PLACE_BITS).max(last[0] >> PLACE_BITS) - base;
        if row != last[1] >> PLACE_BITS || reach > 14 {
            return None;
        }
        let upper = self.samples.get(row as usize * self.width + base as usize..)?;
        let lower = upper.get(self.width..)?;
        Some((base, [upper.first_chunk()?, lower.first_chunk()?]))
    }

    /// The pairs of samples at eight places anywhere, of their upper and of their lower rows.
    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    fn scattered_pairs(
        &self,
        simd: pulp::x86::V3,
        xs: std::arch::x86_64::__m256i,
        ys: std::arch::x86_64::__m256i,
    ) -> [std::arch::x86_64::__m128i; 2] {
        let (avx, avx2) = (simd.avx, simd.avx2);
        let (columns, rows) = (avx2._mm256_srai_epi32::<16>(xs), avx2._mm256_srai_epi32::<16>(ys));
        let starts = avx2._mm256_mullo_epi32(rows, avx._mm256_set1_epi32(self.width as i32));
        let at: [u32; 8] = pulp::bytemuck::cast(avx2._mm256_add_epi32(starts, columns));
        let upper = |index: usize| self.pair(at[index] as usize) as i16;
        let lower = |index: usize| self.pair(at[index] as usize + self.width) as i16;
        [
            simd.sse2._mm_set_epi16(upper(7), upper(6), upper(5), upper(4), upper(3), upper(2), upper(1), upper(0)),
            simd.sse2._mm_set_epi16(lower(7), lower(6), lower(5), lower(4), lower(3), lower(2), lower(1), lower(0)),
        ]
    }

    /// `at_inside` for eight places on a line, with AVX2.
    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    pub fn eight_inside(&self, simd: pulp::x86::V3, from: [i32; 2], step: [i32; 2]) -> [i32; 8] {
        use pulp::bytemuck::cast;
        let (avx, avx2) = (simd.avx, simd.avx2);
        let numbers = avx._mm256_set_epi32(7, 6, 5, 4, 3, 2, 1, 0);
        let xs = avx2._mm256_mullo_epi32(numbers, avx._mm256_set1_epi32(step[0]));
        let xs = avx2._mm256_add_epi32(xs, avx._mm256_set1_epi32(from[0]));
        let ys = avx2._mm256_mullo_epi32(numbers, avx._mm256_set1_epi32(step[1]));
        let ys = avx2._mm256_add_epi32(ys, avx._mm256_set1_epi32(from[1]));
        // No closures: they would be compiled without the wide instructions.
        let [upper, lower] = if let Some((base, [upper, lower])) = self.window(from, step) {
            // From 32 bits with the first column of a pair to 16 with both columns.
            let columns = avx2._mm256_sub_epi32(avx2._mm256_srai_epi32::<16>(xs), avx._mm256_set1_epi32(base));
            let next = avx2._mm256_add_epi32(columns, avx._mm256_set1_epi32(1));
            let pairs = avx2._mm256_or_si256(columns, avx2._mm256_slli_epi32::<8>(next));
            let pairs = avx2._mm256_permute4x64_epi64::<8>(avx2._mm256_packus_epi32(pairs, pairs));
            let pairs = avx._mm256_castsi256_si128(pairs);
            [simd.ssse3._mm_shuffle_epi8(cast(*upper), pairs), simd.ssse3._mm_shuffle_epi8(cast(*lower), pairs)]
        } else {
            self.scattered_pairs(simd, xs, ys)
        };
        let fraction = avx._mm256_set1_epi32((1 << FRACTION_BITS) - 1);
        let across = avx2._mm256_and_si256(avx2._mm256_srai_epi32::<8>(xs), fraction);
        let down = avx2._mm256_and_si256(avx2._mm256_srai_epi32::<8>(ys), fraction);
        // The same weight for both samples of a pair.
        let down = avx2._mm256_or_si256(down, avx2._mm256_slli_epi32::<16>(down));
        let up = avx2._mm256_sub_epi16(avx._mm256_set1_epi16(1 << FRACTION_BITS), down);
        let both = avx2._mm256_add_epi16(
            avx2._mm256_mullo_epi16(avx2._mm256_cvtepu8_epi16(upper), up),
            avx2._mm256_mullo_epi16(avx2._mm256_cvtepu8_epi16(lower), down),
        );
        let left = avx2._mm256_sub_epi32(avx._mm256_set1_epi32(1 << FRACTION_BITS), across);
        let weights = avx2._mm256_or_si256(left, avx2._mm256_slli_epi32::<16>(across));
        // One bit less, or the numbers would not fit where signed ones are expected.
        let sums = avx2._mm256_madd_epi16(avx2._mm256_srli_epi16::<1>(both), weights);
        let halfway = avx._mm256_set1_epi32(1 << (2 * FRACTION_BITS - 2));
        const SHIFT: i32 = 2 * FRACTION_BITS as i32 - 1;
        cast(avx2._mm256_srli_epi32::<SHIFT>(avx2._mm256_add_epi32(sums, halfway)))
    }
}

/// Lights a sample: its distance from `black` (16 for luma, 128 for chroma) grows or shrinks.
#[inline(always)]
pub(crate) fn lit(sample: i32, black: i32, light: i32) -> u8 {
    (black + (((sample - black) * light) >> LIGHT_BITS)).clamp(0, 255) as u8
}

/// A light in fixed point.
pub(crate) fn fixed_light(light: f64) -> i32 {
    (light.clamp(0.0, 4.0) * f64::from(1 << LIGHT_BITS)).round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_between_samples_is_their_weighted_mean() {
        let plane = Plane { width: 3, height: 2, samples: vec![0, 100, 200, 50, 150, 250] };
        let source = Source::new(&plane);
        let at = |x, y| {
            let [x, y] = source.place([x, y]);
            source.at(x, y)
        };
        assert_eq!(at(1.0, 0.5), 125);
        assert_eq!(at(0.5, 0.25), 63);
        assert!((at(2.0, 1.0) - 250).abs() <= 1 && at(-9.0, -9.0) <= 1 && (at(99.0, 99.0) - 250).abs() <= 1);
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn the_wide_form_reads_the_same() {
        struct Wide<'a>(pulp::x86::V3, &'a Source<'a>, [i32; 2], [i32; 2]);
        impl pulp::NullaryFnOnce for Wide<'_> {
            type Output = [i32; 8];

            #[inline(always)]
            fn call(self) -> [i32; 8] {
                self.1.eight_inside(self.0, self.2, self.3)
            }
        }
        let Some(simd) = pulp::x86::V3::try_new() else { return };
        let mut random = crate::random::Random::new(8);
        let samples = (0..97 * 61).map(|_| random.bits() as u8).collect();
        let plane = Plane { width: 97, height: 61, samples };
        let source = Source::new(&plane);
        for number in 0..1_500 {
            let mut draw = |low: f64, high: f64| (random.between(low, high) * 65_536.0) as i32;
            let from = [draw(20.0, 70.0), draw(20.0, 40.0)];
            // Steep lines, lines that stay in their rows, and lines at the plane's end.
            let steps = [[draw(-2.0, 2.0), draw(-2.0, 2.0)], [draw(-2.2, 2.2), draw(-0.05, 0.05)], [draw(0.5, 1.5), 0]];
            let step = steps[number % 3];
            let from = if number % 3 == 2 { [draw(70.0, 85.0), draw(57.0, 59.9)] } else { from };
            let places = (0..8).map(|index| source.at_inside(from[0] + step[0] * index, from[1] + step[1] * index));
            assert_eq!(simd.vectorize(Wide(simd, &source, from, step)).to_vec(), places.collect::<Vec<_>>());
        }
    }

    #[test]
    fn light_works_from_black_and_stays_in_range() {
        assert_eq!(lit(116, 16, fixed_light(1.0)), 116);
        assert_eq!(lit(116, 16, fixed_light(0.5)), 66);
        assert_eq!(lit(28, 128, fixed_light(0.5)), 78);
        assert_eq!(lit(235, 16, fixed_light(2.0)), 255);
    }
}
