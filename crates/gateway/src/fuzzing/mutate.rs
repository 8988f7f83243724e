/// The maximum length of an input.
const MAX_BYTES: usize = 64 * 1024;
/// Bytes that parsers treat specially.
const SPECIAL: [u8; 18] =
    [0, 1, 0x7F, 0x80, 0xFE, 0xFF, b'"', b'\\', b'{', b'}', b'[', b',', b':', b'.', b'-', b'\n', b'0', b'9'];

/// Mutates valid inputs.
pub struct Mutator {
    seeds: Vec<Vec<u8>>,
    random: fastrand::Rng,
    current: Vec<u8>,
}

impl Mutator {
    pub fn new(seeds: Vec<Vec<u8>>, seed: u64) -> Self {
        Self { seeds, random: fastrand::Rng::with_seed(seed), current: Vec::new() }
    }

    /// The next input: usually a seed with a few mutations, sometimes the last input with more.
    pub fn next(&mut self) -> &[u8] {
        if self.random.u8(..) < 192 || self.current.is_empty() {
            self.current.clone_from(&self.seeds[self.random.usize(..self.seeds.len())]);
        }
        for _ in 0..self.random.usize(1..=4) {
            self.change();
        }
        self.current.truncate(MAX_BYTES);
        &self.current
    }

    fn change(&mut self) {
        let length = self.current.len();
        let at = self.random.usize(..=length);
        let part = at..self.random.usize(at..=length.min(at + 64));
        match self.random.u8(..9) {
            0 => self.current.truncate(at),
            1 if at < length => self.current[at] ^= 1 << self.random.u8(..8),
            2 if at < length => self.current[at] = SPECIAL[self.random.usize(..SPECIAL.len())],
            3 => drop(self.current.drain(part)),
            4 => {
                let copy = self.current[part].to_vec();
                let to = self.random.usize(..=length);
                self.current.splice(to..to, copy);
            }
            5 => {
                let grown = vec![self.random.u8(..); self.random.usize(..4096)];
                self.current.splice(at..at, grown);
            }
            6 => {
                let other = &self.seeds[self.random.usize(..self.seeds.len())];
                let from = self.random.usize(..=other.len());
                self.current.truncate(at);
                self.current.extend_from_slice(&other[from..]);
            }
            // A binary length or size, replaced by an extreme one.
            7 if at + 4 <= length => {
                let extreme = [0, 1, u32::MAX, 0x7FFF_FFFF, 0x8000_0000, length as u32];
                let number = extreme[self.random.usize(..extreme.len())];
                self.current[at..at + 4].copy_from_slice(&number.to_be_bytes());
            }
            _ => self.current.splice(at..at, [self.random.u8(..)]).for_each(drop),
        }
    }
}
