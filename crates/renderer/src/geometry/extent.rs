/// The distance from the camera to the picture, in halves of its short side.
pub(crate) const DISTANCE: f64 = 3.0;

/// Half a picture's width and height; the shorter one is 1. Its middle is the origin, y points down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Extent {
    pub x: f64,
    pub y: f64,
}

impl Extent {
    pub fn of(width: u32, height: u32) -> Self {
        let short = f64::from(width.min(height));
        Self { x: f64::from(width) / short, y: f64::from(height) / short }
    }
}
