use std::time::Duration;

use crate::vendor::VendorError;

/// How long to wait between two looks: short for young jobs, longer for old ones, and ever longer while the vendor says
/// that it is asked too often or does not answer.
pub struct Pace {
    shortest: Duration,
    slowness: u32,
    asked_to_wait: Duration,
}

const YOUNG: Duration = Duration::from_secs(10);
const MIDDLE_AGED: Duration = Duration::from_secs(60);
const SLOWEST: u32 = 64;

impl Pace {
    pub fn new(shortest: Duration) -> Self {
        Self { shortest, slowness: 1, asked_to_wait: Duration::ZERO }
    }

    /// The vendor answered.
    pub fn succeeded(&mut self) {
        self.slowness = 1;
        self.asked_to_wait = Duration::ZERO;
    }

    /// The vendor did not.
    pub fn backed_off(&mut self, fault: &VendorError) {
        self.slowness = (self.slowness * 2).min(SLOWEST);
        if let VendorError::Refused { retry_after_seconds: Some(seconds), .. } = fault {
            self.asked_to_wait = Duration::from_secs(*seconds);
        }
    }

    /// Until the next look.
    pub fn pause(&self, youngest: Duration) -> Duration {
        let by_age = match youngest {
            age if age < YOUNG => 1,
            age if age < MIDDLE_AGED => 2,
            _ => 5,
        };
        (self.shortest * by_age * self.slowness).max(self.asked_to_wait)
    }

    /// Whether the vendor asked for fewer requests, or did not answer.
    pub fn is_slowed(&self) -> bool {
        self.slowness > 1
    }

    /// Before this no look happens, however often one is asked for.
    pub fn least(&self) -> Duration {
        if self.is_slowed() { self.pause(Duration::ZERO) } else { self.shortest / 2 }
    }
}

#[cfg(test)]
mod tests {
    use akool_contract::BusinessCode;

    use super::*;

    #[test]
    fn rule_06_looks_are_quick_for_young_jobs_and_slow_down_when_the_vendor_says_so() {
        let second = Duration::from_secs(1);
        let mut pace = Pace::new(second);
        assert_eq!([3, 30, 300].map(|age| pace.pause(second * age)), [second, second * 2, second * 5]);
        let too_frequent =
            |retry_after_seconds| VendorError::Refused { code: BusinessCode::TOO_FREQUENT, retry_after_seconds };
        pace.backed_off(&too_frequent(None));
        pace.backed_off(&too_frequent(None));
        assert_eq!((pace.pause(second), pace.least()), (second * 4, second * 4), "also when a hook asks for a look");
        pace.backed_off(&too_frequent(Some(120)));
        assert_eq!(pace.pause(second), second * 120);
        for _ in 0..20 {
            pace.backed_off(&VendorError::Timeout);
        }
        pace.succeeded();
        assert_eq!((pace.pause(second), pace.least()), (second, second / 2));
    }
}
