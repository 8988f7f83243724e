//! Reads a plane between its samples.

use super::planes::Plane;

/// Bits after the point of a place in a plane.
pub(crate) const PLACE_BITS: u32 = 16;
/// Bits of them that count: so many that a weighted sum of two samples fits 16 bits.
const FRACTION_BITS: u32 = 7;
const ONE: i32 = 1 << FRACTION_BITS;
/// The columns after the first one at which a pair of samples may begin that is in the same 16 bytes.
#[cfg(target_arch = "x86_64")]
const REACH: u32 = 14;
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
        // 1.5 · 2⁵²: in a sum with it, a number's integer is in the lowest bits. A cast would test for what is no number.
        const TO_INTEGER: f64 = 6_755_399_441_055_744.0;
        let scale = f64::from(1 << PLACE_BITS);
        let fixed = |place: f64| (place.clamp(-FAR, FAR) * scale + TO_INTEGER).to_bits() as i32;
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
        let [across, down] = [x, y].map(|place| (place >> (PLACE_BITS - FRACTION_BITS)) & (ONE - 1));
        let row = |at: usize| {
            let [left, right] = self.pair(at).to_le_bytes().map(i32::from);
            left * (ONE - across) + right * across
        };
        let (upper, lower) = (row(at), row(at + self.width));
        // Rounded twice, as the wide form has it.
        let sum = upper + (((lower - upper) * down + ONE / 2) >> FRACTION_BITS);
        (sum + ONE / 2) >> FRACTION_BITS
    }

    /// Two samples that follow each other.
    #[inline(always)]
    fn pair(&self, at: usize) -> u16 {
        self.samples.get(at..at + 2).map_or(0, |pair| u16::from_le_bytes([pair[0], pair[1]]))
    }

    /// The pairs of samples at eight places on a line, of their upper and of their lower rows, if these lie close together, as
    /// most do.
    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    fn close_pairs(
        &self,
        simd: pulp::x86::V3,
        from: [i32; 2],
        step: [i32; 2],
        xs: std::arch::x86_64::__m256i,
        ys: std::arch::x86_64::__m256i,
    ) -> Option<[std::arch::x86_64::__m128i; 2]> {
        let rows = [from[1] >> PLACE_BITS, (from[1] + 7 * step[1]) >> PLACE_BITS];
        let row = rows[0].min(rows[1]);
        let down = rows[0].max(rows[1]) - row;
        if down > 3 {
            return None;
        }
        let below = (row, down as i16);
        let columns = [0, 3, 4, 7].map(|index| (from[0] + index * step[0]) >> PLACE_BITS);
        if columns[0].abs_diff(columns[3]) <= REACH {
            return self.pairs_after(simd, columns[0].min(columns[3]), below, xs, ys);
        }
        if columns[0].abs_diff(columns[1]) > REACH || columns[2].abs_diff(columns[3]) > REACH {
            return None;
        }
        let [upper, lower] = self.pairs_after(simd, columns[0].min(columns[1]), below, xs, ys)?;
        let [next_upper, next_lower] = self.pairs_after(simd, columns[2].min(columns[3]), below, xs, ys)?;
        const SECOND_HALF: i32 = 0b1111_0000;
        Some([
            simd.sse4_1._mm_blend_epi16::<SECOND_HALF>(upper, next_upper),
            simd.sse4_1._mm_blend_epi16::<SECOND_HALF>(lower, next_lower),
        ])
    }

    /// The pairs of samples at eight places, of their upper and of their lower rows, of which those count that lie less than 15
    /// columns after `column`. All lie from `row` to `down` rows after it.
    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    fn pairs_after(
        &self,
        simd: pulp::x86::V3,
        column: i32,
        (row, down): (i32, i16),
        xs: std::arch::x86_64::__m256i,
        ys: std::arch::x86_64::__m256i,
    ) -> Option<[std::arch::x86_64::__m128i; 2]> {
        use pulp::bytemuck::cast;
        let (sse2, avx, avx2) = (simd.sse2, simd.avx, simd.avx2);
        let mut rest = self.samples.get(row as usize * self.width + column as usize..)?;
        // From 32 bits with the first column of a pair to 16 with both columns.
        let columns = avx2._mm256_sub_epi32(avx2._mm256_srai_epi32::<16>(xs), avx._mm256_set1_epi32(column));
        let next = avx2._mm256_add_epi32(columns, avx._mm256_set1_epi32(1));
        let pairs = to_16_bits(simd, avx2._mm256_or_si256(columns, avx2._mm256_slli_epi32::<8>(next)));
        let mut upper = simd.ssse3._mm_shuffle_epi8(cast(*rest.first_chunk::<16>()?), pairs);
        rest = rest.get(self.width..)?;
        let mut lower = simd.ssse3._mm_shuffle_epi8(cast(*rest.first_chunk::<16>()?), pairs);
        if down == 0 {
            return Some([upper, lower]);
        }
        let rows = avx2._mm256_sub_epi32(avx2._mm256_srai_epi32::<16>(ys), avx._mm256_set1_epi32(row));
        let rows = to_16_bits(simd, rows);
        let mut below = lower;
        for number in 1..=down {
            let is_here = sse2._mm_cmpeq_epi16(rows, sse2._mm_set1_epi16(number));
            upper = simd.sse4_1._mm_blendv_epi8(upper, below, is_here);
            rest = rest.get(self.width..)?;
            below = simd.ssse3._mm_shuffle_epi8(cast(*rest.first_chunk::<16>()?), pairs);
            lower = simd.sse4_1._mm_blendv_epi8(lower, below, is_here);
        }
        Some([upper, lower])
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
    pub fn eight_inside(&self, simd: pulp::x86::V3, from: [i32; 2], step: [i32; 2]) -> [i16; 8] {
        let (avx, avx2) = (simd.avx, simd.avx2);
        let numbers = avx._mm256_set_epi32(7, 6, 5, 4, 3, 2, 1, 0);
        let xs = avx2._mm256_mullo_epi32(numbers, avx._mm256_set1_epi32(step[0]));
        let xs = avx2._mm256_add_epi32(xs, avx._mm256_set1_epi32(from[0]));
        let ys = avx2._mm256_mullo_epi32(numbers, avx._mm256_set1_epi32(step[1]));
        let ys = avx2._mm256_add_epi32(ys, avx._mm256_set1_epi32(from[1]));
        let pairs = match self.close_pairs(simd, from, step, xs, ys) {
            Some(pairs) => pairs,
            None => self.scattered_pairs(simd, xs, ys),
        };
        weighted(simd, pairs, fractions(simd, xs), fractions(simd, ys))
    }
}

/// The fractions of eight places, each in 16 bits.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn fractions(simd: pulp::x86::V3, places: std::arch::x86_64::__m256i) -> std::arch::x86_64::__m128i {
    const SHIFT: i32 = (PLACE_BITS - FRACTION_BITS) as i32;
    let all = simd.avx2._mm256_srli_epi32::<SHIFT>(places);
    to_16_bits(simd, simd.avx2._mm256_and_si256(all, simd.avx._mm256_set1_epi32(ONE - 1)))
}

/// Eight numbers that fit 16 bits.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn to_16_bits(simd: pulp::x86::V3, numbers: std::arch::x86_64::__m256i) -> std::arch::x86_64::__m128i {
    let (low, high) = (simd.avx._mm256_castsi256_si128(numbers), simd.avx2._mm256_extracti128_si256::<1>(numbers));
    simd.sse4_1._mm_packus_epi32(low, high)
}

/// The means of the pairs of upper and of lower samples, weighted by how far right and down of them a place is.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn weighted(
    simd: pulp::x86::V3,
    pairs: [std::arch::x86_64::__m128i; 2],
    across: std::arch::x86_64::__m128i,
    down: std::arch::x86_64::__m128i,
) -> [i16; 8] {
    let (sse2, ssse3) = (simd.sse2, simd.ssse3);
    // Weights are bytes without a sign, so the samples have one: they are 128 less.
    let middle = sse2._mm_set1_epi8(i8::MIN);
    let (upper, lower) = (sse2._mm_xor_si128(pairs[0], middle), sse2._mm_xor_si128(pairs[1], middle));
    // `across` in the high byte and what is left of 128 in the low one.
    let weights = sse2._mm_sub_epi16(sse2._mm_slli_epi16::<8>(across), across);
    let weights = sse2._mm_add_epi16(weights, sse2._mm_set1_epi16(ONE as i16));
    let (upper, lower) = (ssse3._mm_maddubs_epi16(weights, upper), ssse3._mm_maddubs_epi16(weights, lower));
    let change = ssse3._mm_mulhrs_epi16(sse2._mm_sub_epi16(lower, upper), sse2._mm_slli_epi16::<8>(down));
    let sum = sse2._mm_add_epi16(sse2._mm_add_epi16(upper, change), sse2._mm_set1_epi16(ONE as i16 / 2));
    const SHIFT: i32 = FRACTION_BITS as i32;
    let means = sse2._mm_add_epi16(sse2._mm_srai_epi16::<SHIFT>(sum), sse2._mm_set1_epi16(128));
    pulp::bytemuck::cast(means)
}

/// Lights a sample: its distance from `black` (16 for luma, 128 for chroma) grows or shrinks.
#[inline(always)]
pub(crate) fn lit(sample: i32, black: i32, light: i32) -> u8 {
    (black + (((sample - black) * light) >> LIGHT_BITS)).clamp(0, 255) as u8
}

/// The light that leaves samples as they are.
pub(crate) const FULL_LIGHT: i32 = 1 << LIGHT_BITS;

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
            type Output = [i16; 8];

            #[inline(always)]
            fn call(self) -> [i16; 8] {
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
            let at = |index| source.at_inside(from[0] + step[0] * index, from[1] + step[1] * index) as i16;
            let places = (0..8).map(at);
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
