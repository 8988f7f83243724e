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
