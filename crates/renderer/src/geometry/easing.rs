/// Smoothstep: from 0 to 1 with zero slope at both ends.
pub(crate) fn smooth(progress: f64) -> f64 {
    let progress = progress.clamp(0.0, 1.0);
    progress * progress * (3.0 - 2.0 * progress)
}

/// `smooth` from `start` to `end`.
pub(crate) fn ramp(time: f64, start: f64, end: f64) -> f64 {
    smooth((time - start) / (end - start))
}

/// Constant speed with a soft start and a soft stop of an eighth each; for camera moves.
pub(crate) fn glide(progress: f64) -> f64 {
    const SOFT: f64 = 0.125;
    let progress = progress.clamp(0.0, 1.0);
    let distance = |time: f64| if time < SOFT { time * time / (2.0 * SOFT) } else { time - SOFT / 2.0 };
    let whole = 1.0 - SOFT;
    if progress <= 0.5 { distance(progress) / whole } else { 1.0 - distance(1.0 - progress) / whole }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_curves_rise_from_zero_to_one() {
        for run in [smooth, glide] {
            assert_eq!((run(-1.0), run(0.0), run(1.0), run(2.0)), (0.0, 0.0, 1.0, 1.0));
            assert!((run(0.5) - 0.5).abs() < 1e-12);
            assert!((0..100).all(|step| run(f64::from(step) / 100.0) < run(f64::from(step + 1) / 100.0)));
        }
    }

    #[test]
    fn the_speed_of_a_glide_is_continuous() {
        let at = |step: i32| glide(f64::from(step) / 1000.0);
        let speeds: Vec<f64> = (0..1000).map(|step| at(step + 1) - at(step)).collect();
        assert!(speeds.windows(2).all(|pair| (pair[1] - pair[0]).abs() < 1e-5));
    }
}
