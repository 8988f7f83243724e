use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;

/// Source of ids, nonces, media names and picture seeds. The same seed gives the same values.
pub struct Random {
    inner: Mutex<Inner>,
}

struct Inner {
    random: ChaCha12Rng,
    process: [u8; 5],
    counter: u32,
    names: IssuedNames,
}

/// The numbers that media names of one millisecond have used.
#[derive(Default)]
struct IssuedNames {
    at_ms: i64,
    numbers: HashSet<u32>,
}

/// Four digits without a leading zero.
const NUMBERS: std::ops::RangeInclusive<u32> = 1000..=9999;
const NUMBERS_PER_MILLISECOND: usize = 9000;

impl IssuedNames {
    /// An unused millisecond and number, both as near as possible to the wanted ones.
    fn reserve(&mut self, now_ms: i64, wanted: u32) -> (i64, u32) {
        // A full millisecond may have moved this ahead of the clock.
        if now_ms > self.at_ms {
            *self = Self { at_ms: now_ms, ..Self::default() };
        } else if self.numbers.len() == NUMBERS_PER_MILLISECOND {
            *self = Self { at_ms: self.at_ms + 1, ..Self::default() };
        }
        let mut number = wanted;
        while !self.numbers.insert(number) {
            number = if number == *NUMBERS.end() { *NUMBERS.start() } else { number + 1 };
        }
        (self.at_ms, number)
    }
}

impl Random {
    /// From a seed, or from the operating system's randomness.
    pub fn new(seed: Option<u64>) -> Self {
        let seed = seed.unwrap_or_else(|| rand::rng().random());
        let mut random = ChaCha12Rng::seed_from_u64(seed);
        let process = random.random();
        let counter = random.random::<u32>();
        Self { inner: Mutex::new(Inner { random, process, counter, names: IssuedNames::default() }) }
    }

    /// 24 hexadecimal digits as Akool's database makes them: seconds, process, counter.
    pub fn object_id(&self, now_ms: i64) -> String {
        let mut inner = self.lock();
        inner.counter = inner.counter.wrapping_add(1);
        let seconds = ((now_ms / 1000) as u32).to_be_bytes();
        let counter = inner.counter.to_be_bytes();
        let bytes: Vec<u8> = seconds.iter().chain(&inner.process).chain(&counter[1..]).copied().collect();
        hex::encode(bytes)
    }

    /// `<milliseconds>-<four digits>.<extension>`, as Akool names its files. No two names are equal, even when a stepped
    /// clock ends many jobs in one millisecond.
    pub fn media_name(&self, now_ms: i64, extension: &str) -> String {
        let mut inner = self.lock();
        let wanted = inner.random.random_range(NUMBERS);
        let (at_ms, number) = inner.names.reserve(now_ms, wanted);
        format!("{at_ms}-{number}.{extension}")
    }

    /// A number from 1000 to 9999.
    pub fn four_digits(&self) -> u32 {
        self.lock().random.random_range(NUMBERS)
    }

    /// Any number.
    pub fn number(&self) -> u64 {
        self.lock().random.next_u64()
    }

    /// A number from 0 up to, but not including, 1.
    pub fn fraction(&self) -> f64 {
        self.lock().random.random()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::Random;

    #[test]
    fn names_and_ids_of_one_moment_never_collide() {
        let random = Random::new(Some(1));
        let names: HashSet<String> = (0..20_000).map(|_| random.media_name(1_795_521_600_000, "mp4")).collect();
        assert_eq!(names.len(), 20_000);
        let four_digits = |name: &String| name.len() == "1795521600000-1234.mp4".len();
        assert!(names.iter().all(four_digits), "the format stays that of Akool");
        let ids: HashSet<String> = (0..20_000).map(|_| random.object_id(1_795_521_600_000)).collect();
        assert_eq!(ids.len(), 20_000);
    }

    #[test]
    fn the_same_seed_gives_the_same_names() {
        let names = || {
            let random = Random::new(Some(7));
            [5, 5, 6].map(|now_ms| random.media_name(now_ms, "mp4"))
        };
        assert_eq!(names(), names());
    }
}
