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
    pub fn place(&self, place: [f64; 2]) -> [i32; 2] {
        const FAR: f64 = 12_000.0;
        place.map(|place| (place.clamp(-FAR, FAR) * f64::from(1 << PLACE_BITS)) as i32)
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
        let pair = |at: usize| {
            self.samples.get(at..at + 2).map_or(0, |pair| u32::from(u16::from_le_bytes([pair[0], pair[1]])))
        };
        // Two neighbours in the halves of one number, so that one multiplication serves both.
        let spread = |pair: u32| (pair | pair << 8) & 0x00ff_00ff;
        const ONE: u32 = 1 << FRACTION_BITS;
        let across = (x >> (PLACE_BITS - FRACTION_BITS)) as u32 & (ONE - 1);
        let down = (y >> (PLACE_BITS - FRACTION_BITS)) as u32 & (ONE - 1);
        let both = spread(pair(at)) * (ONE - down) + spread(pair(at + self.width)) * down;
        let mean = (both & 0xffff) * (ONE - across) + (both >> 16) * across;
        ((mean + (1 << (2 * FRACTION_BITS - 1))) >> (2 * FRACTION_BITS)) as i32
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

    #[test]
    fn light_works_from_black_and_stays_in_range() {
        assert_eq!(lit(116, 16, fixed_light(1.0)), 116);
        assert_eq!(lit(116, 16, fixed_light(0.5)), 66);
        assert_eq!(lit(28, 128, fixed_light(0.5)), 78);
        assert_eq!(lit(235, 16, fixed_light(2.0)), 255);
    }
}
