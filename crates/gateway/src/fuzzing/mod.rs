//! What strangers send, altered at random. One function a target, which panics when a property does not hold; the same
//! functions are called by a bounded driver in the tests and by libFuzzer in `fuzz/`.

mod capability;
mod envelope;
mod forwarded_for;
mod hook_body;
#[cfg(test)]
mod mutate;
mod token;
mod upload;

/// Something that reads what strangers send.
#[derive(Clone, Copy)]
pub struct Target {
    /// Its name on the command line.
    pub name: &'static str,
    /// Good inputs, to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Reads one and checks what must hold.
    pub run: fn(&[u8]),
}

/// All of them.
pub const TARGETS: [Target; 6] = [
    Target { name: "capability", seeds: capability::seeds, run: capability::run },
    Target { name: "token", seeds: token::seeds, run: token::run },
    Target { name: "envelope", seeds: envelope::seeds, run: envelope::run },
    Target { name: "hook_body", seeds: hook_body::seeds, run: hook_body::run },
    Target { name: "forwarded_for", seeds: forwarded_for::seeds, run: forwarded_for::run },
    Target { name: "upload", seeds: upload::seeds, run: upload::run },
];

/// The target of this name.
pub fn target(name: &str) -> Option<Target> {
    TARGETS.into_iter().find(|target| target.name == name)
}

/// A secret for the targets; what it seals is known to nobody else.
fn master_secret() -> crate::Secret {
    crate::Secret::new("q8Z2mN5xV7cB1rT4yU6iO9pA3sD0fG8hJ2kL5zXw")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Enough to try every kind of change at every place of every seed many times over.
    const ROUNDS: usize = 20_000;

    fn drive(name: &str) {
        let target = target(name).expect("a target");
        let seeds = (target.seeds)();
        assert!(seeds.len() > 1, "{name} has seeds");
        seeds.iter().for_each(|seed| (target.run)(seed));
        // The same every time, so that a failure can be looked at; longer and other runs are `npm run fuzz`.
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
        drive("hook_body");
    }

    #[test]
    fn threat_07_whatever_is_forwarded_a_caller_does_not_choose_who_he_is() {
        drive("forwarded_for");
    }

    #[test]
    fn threat_23_altered_pictures_and_sounds_are_rewritten_or_refused() {
        drive("upload");
    }
}
