/// One plane of samples, row after row without gaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Plane {
    pub width: usize,
    pub height: usize,
    pub samples: Vec<u8>,
}

impl Plane {
    pub fn filled(width: usize, height: usize, sample: u8) -> Self {
        Self { width, height, samples: vec![sample; width * height] }
    }

    pub fn row(&self, row: usize) -> &[u8] {
        &self.samples[row * self.width..][..self.width]
    }

    /// The share of the plane that is flat, of 1: where no sample of a small square differs by more than a file's noise.
    pub fn flat_share(&self) -> f64 {
        const SIDE: usize = 8;
        const EVERY: usize = 32;
        const NOISE: u8 = 2;
        let is_flat = |top: usize, left: usize| {
            let square = || (top..top + SIDE).flat_map(|row| &self.row(row)[left..left + SIDE]);
            let (least, most) = (square().min(), square().max());
            least.zip(most).is_some_and(|(least, most)| most - least <= NOISE)
        };
        let starts = |length: usize| (0..(length + 1).saturating_sub(SIDE)).step_by(EVERY);
        let squares = starts(self.height).flat_map(|top| starts(self.width).map(move |left| (top, left)));
        let (flat, all) =
            squares.fold((0, 0), |(flat, all), (top, left)| (flat + u32::from(is_flat(top, left)), all + 1));
        f64::from(flat) / f64::from(all.max(1))
    }
}

/// A picture in planar YUV 4:2:0, BT.709 limited: `u` and `v` are half as wide and high as `y`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Planes {
    pub y: Plane,
    pub u: Plane,
    pub v: Plane,
}

impl Planes {
    /// A black picture. Both sides are even.
    pub fn new(width: usize, height: usize) -> Self {
        Self {
            y: Plane::filled(width, height, 16),
            u: Plane::filled(width / 2, height / 2, 128),
            v: Plane::filled(width / 2, height / 2, 128),
        }
    }

    pub fn each_mut(&mut self) -> [&mut Plane; 3] {
        [&mut self.y, &mut self.u, &mut self.v]
    }

    pub fn each(&self) -> [&Plane; 3] {
        [&self.y, &self.u, &self.v]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flat_is_what_has_no_texture() {
        let mut plane = Plane::filled(320, 160, 90);
        plane.samples.iter_mut().step_by(3).for_each(|sample| *sample += 2);
        assert_eq!(plane.flat_share(), 1.0);
        for row in 0..160 {
            plane.samples[row * 320..][..160].iter_mut().step_by(3).for_each(|sample| *sample += 1);
        }
        assert_eq!(plane.flat_share(), 0.5);
        assert_eq!(Plane::filled(4, 4, 0).flat_share(), 0.0);
    }
}
