//! Fuzz targets for untrusted input. Each is a function that panics if a property does not hold. A bounded driver in the
//! tests and libFuzzer in `fuzz/` call the same functions.

mod capability;
mod envelope;
mod forwarded_for;
#[cfg(test)]
mod mutate;
mod token;
mod upload;
mod webhook_body;

/// A reader of untrusted input.
#[derive(Clone, Copy)]
pub struct Target {
    /// Its name on the command line.
    pub name: &'static str,
    /// Valid inputs to start with.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Reads an input and checks its properties.
    pub run: fn(&[u8]),
}

/// All targets.
pub const TARGETS: [Target; 6] = [
    Target { name: "capability", seeds: capability::seeds, run: capability::run },
    Target { name: "token", seeds: token::seeds, run: token::run },
    Target { name: "envelope", seeds: envelope::seeds, run: envelope::run },
    Target { name: "webhook_body", seeds: webhook_body::seeds, run: webhook_body::run },
    Target { name: "forwarded_for", seeds: forwarded_for::seeds, run: forwarded_for::run },
    Target { name: "upload", seeds: upload::seeds, run: upload::run },
];

/// The target of this name.
pub fn target(name: &str) -> Option<Target> {
    TARGETS.into_iter().find(|target| target.name == name)
}

/// A secret for the targets only.
fn master_secret() -> crate::Secret {
    crate::Secret::new("q8Z2mN5xV7cB1rT4yU6iO9pA3sD0fG8hJ2kL5zXw")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Enough to try every kind of mutation at every position of every seed many times.
    const ROUNDS: usize = 20_000;

    fn drive(name: &str) {
        let target = target(name).expect("a target");
        let seeds = (target.seeds)();
        assert!(seeds.len() > 1, "{name} has seeds");
        seeds.iter().for_each(|seed| (target.run)(seed));
        // The same inputs every time, so that a failure can be reproduced. `npm run fuzz` runs longer and with other inputs.
        let mut mutator = mutate::Mutator::new(seeds, 0x5EED);
        for _ in 0..ROUNDS {
            (target.run)(mutator.next());
        }
    }

    #[test]
    fn threat_24_altered_capabilities_open_nothing() {
        drive("capability");
    }

    #[test]
    fn threat_05_altered_tokens_are_refused() {
        drive("token");
    }

    #[test]
    fn threat_18_altered_answers_of_the_vendor_become_plain_records_or_nothing() {
        drive("envelope");
    }

    #[test]
    fn threat_13_altered_reports_name_a_job_only_when_they_are_signed_and_sealed() {
        drive("webhook_body");
    }

    #[test]
    fn threat_07_forwarded_headers_do_not_let_a_caller_choose_its_address() {
        drive("forwarded_for");
    }

    #[test]
    fn threat_23_altered_pictures_and_sounds_are_rewritten_or_refused() {
        drive("upload");
    }
}
