/// The bits of a scan. After its end come zeros.
pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    pub at: usize,
    held: u64,
    count: u32,
    /// Bits that were made up.
    invented: u32,
}

impl<'a> Bits<'a> {
    pub fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, held: 0, count: 0, invented: 0 }
    }

    fn fill(&mut self) {
        while self.count <= 56 {
            let byte = match (self.bytes.get(self.at), self.bytes.get(self.at + 1)) {
                (Some(0xff), Some(0)) => {
                    self.at += 2;
                    0xff
                }
                (Some(0xff), _) | (None, _) => {
                    self.invented += 8;
                    0
                }
                (Some(byte), _) => {
                    self.at += 1;
                    *byte
                }
            };
            self.held |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
    }

    /// The next `count` bits, at most 16, without reading them.
    pub fn peek(&mut self, count: u32) -> u32 {
        if self.count < count {
            self.fill();
        }
        ((self.held >> 32) as u32) >> (32 - count)
    }

    pub fn skip(&mut self, count: u32) {
        self.held <<= count;
        self.count -= count;
    }

    pub fn read(&mut self, count: u32) -> u32 {
        if count == 0 {
            return 0;
        }
        let value = self.peek(count);
        self.skip(count);
        value
    }

    pub fn bit(&mut self) -> bool {
        self.read(1) == 1
    }

    /// A number whose first bit tells its sign.
    pub fn signed(&mut self, count: u32) -> i32 {
        if count == 0 {
            return 0;
        }
        let value = self.read(count) as i32;
        if value < 1 << (count - 1) { value - (1 << count) + 1 } else { value }
    }

    /// Whether more bits were read than there are.
    pub fn is_exhausted(&self) -> bool {
        self.invented > self.count
    }

    /// Goes on behind the next restart marker.
    pub fn restart(&mut self) -> Option<()> {
        (self.held, self.count, self.invented) = (0, 0, 0);
        loop {
            match self.bytes.get(self.at..self.at + 2)? {
                [0xff, 0xd0..=0xd7] => {
                    self.at += 2;
                    return Some(());
                }
                [0xff, marker] if !matches!(marker, 0 | 0xff) => return None,
                _ => self.at += 1,
            }
        }
    }
}
