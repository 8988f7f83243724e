//! When to look next.

/// Longest pause after failures.
const LONGEST_BACKOFF_MS: f64 = 30_000.0;

/// How long a job takes before one has been seen to end: most videos of five seconds took 30 to 60.
pub const GUESS_MS: f64 = 42_000.0;

/// Pause between looks at a job of this age: quick while short jobs end, slower for long ones, and quick again around
/// the time that jobs usually take, the more so if that is known.
pub fn interval_ms(age_ms: f64, usual_ms: f64) -> f64 {
    match age_ms {
        age if age > usual_ms * 0.6 && age < usual_ms * 1.5 => {
            if usual_ms == GUESS_MS {
                2_000.0
            } else {
                400.0
            }
        }
        age if age < 10_000.0 => 1_000.0,
        age if age < usual_ms => 3_000.0,
        age if age < 180_000.0 => 5_000.0,
        _ => 10_000.0,
    }
}

/// Pause after so many failures in a row.
pub fn backoff_ms(interval_ms: f64, failures: u32) -> f64 {
    let factor = f64::from(1_u32 << failures.saturating_sub(1).min(16));
    (interval_ms * factor).min(LONGEST_BACKOFF_MS.max(interval_ms))
}

#[cfg(test)]
mod tests {
    use super::{GUESS_MS, backoff_ms, interval_ms};

    #[test]
    fn a_young_job_is_looked_at_every_second_and_an_old_one_every_ten() {
        assert_eq!(interval_ms(0.0, GUESS_MS), 1_000.0);
        assert_eq!(interval_ms(3_600_000.0, GUESS_MS), 10_000.0);
    }

    #[test]
    fn looks_are_quicker_around_the_usual_end_than_before_it() {
        assert!(interval_ms(40_000.0, GUESS_MS) < interval_ms(20_000.0, GUESS_MS));
        assert!(interval_ms(140_000.0, 150_000.0) < interval_ms(40_000.0, GUESS_MS), "as learnt");
    }

    #[test]
    fn failures_double_the_pause_up_to_half_a_minute() {
        assert_eq!(backoff_ms(1_000.0, 1), 1_000.0);
        assert_eq!(backoff_ms(1_000.0, 3), 4_000.0);
        assert_eq!(backoff_ms(1_000.0, 60), 30_000.0);
    }

    #[test]
    fn a_pause_longer_than_half_a_minute_is_the_callers_own_choice() {
        assert_eq!(backoff_ms(120_000.0, 5), 120_000.0);
    }
}
