use super::planes::Planes;
use crate::geometry::ramp;

/// When the fade to the last picture begins and ends, as parts of the video.
const BEGINS: f64 = 0.42;
const ENDS: f64 = 0.82;

/// How much of the last picture is seen, from 0 to 1.
pub(crate) fn fade(time: f64) -> f64 {
    ramp(time, BEGINS, ENDS)
}

/// Lays `over` over `frame`, so that its share is `share`.
pub(crate) fn blend(frame: &mut Planes, over: &Planes, share: f64) {
    let weight = (share.clamp(0.0, 1.0) * 256.0).round() as u16;
    let rest = 256 - weight;
    for (target, source) in frame.each_mut().into_iter().zip(over.each()) {
        for (below, &above) in target.samples.iter_mut().zip(&source.samples) {
            *below = ((u16::from(*below) * rest + u16::from(above) * weight + 128) >> 8) as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fade_runs_from_zero_to_one() {
        assert_eq!((fade(0.0), fade(BEGINS), fade(ENDS), fade(1.0)), (0.0, 0.0, 1.0, 1.0));
    }

    #[test]
    fn a_blend_lies_between_its_parts() {
        let (mut frame, mut over) = (Planes::new(4, 4), Planes::new(4, 4));
        frame.y.samples.fill(255);
        over.y.samples.fill(55);
        let blended = |share| {
            let mut copy = frame.clone();
            blend(&mut copy, &over, share);
            copy.y.samples[5]
        };
        assert_eq!([0.0, 0.25, 0.5, 1.0].map(blended), [255, 205, 155, 55]);
    }
}
