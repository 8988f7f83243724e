use std::sync::{Mutex, PoisonError};

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
}

impl Random {
    /// From a seed, or from the operating system's randomness.
    pub fn new(seed: Option<u64>) -> Self {
        let seed = seed.unwrap_or_else(|| rand::rng().random());
        let mut random = ChaCha12Rng::seed_from_u64(seed);
        let process = random.random();
        let counter = random.random::<u32>();
        Self { inner: Mutex::new(Inner { random, process, counter }) }
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

    /// `<milliseconds>-<four digits>.<extension>`, as Akool names its files.
    pub fn media_name(&self, now_ms: i64, extension: &str) -> String {
        format!("{now_ms}-{}.{extension}", self.four_digits())
    }

    /// A number from 1000 to 9999.
    pub fn four_digits(&self) -> u32 {
        self.lock().random.random_range(1000..=9999)
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
