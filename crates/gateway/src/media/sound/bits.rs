/// Reads bits, the highest of each byte first. All reads past the end are `None`.
pub struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Bits<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Up to 32 bits as a number.
    pub fn read(&mut self, count: usize) -> Option<u32> {
        if count > 32 || self.at.checked_add(count)? > self.bytes.len() * 8 {
            return None;
        }
        let mut value = 0_u64;
        let mut left = count;
        while left > 0 {
            let (byte, used) = (*self.bytes.get(self.at / 8)?, self.at % 8);
            let taken = left.min(8 - used);
            let piece = (u64::from(byte) >> (8 - used - taken)) & ((1 << taken) - 1);
            value = value << taken | piece;
            self.at += taken;
            left -= taken;
        }
        Some(value as u32)
    }

    pub fn flag(&mut self) -> Option<bool> {
        self.read(1).map(|bit| bit == 1)
    }

    pub fn skip(&mut self, count: usize) -> Option<()> {
        self.at = self.at.checked_add(count).filter(|at| *at <= self.bytes.len() * 8)?;
        Some(())
    }

    /// The number of zero bits before the next one bit, which is read, too.
    pub fn unary(&mut self) -> Option<u32> {
        let mut zeros = 0;
        loop {
            let (byte, used) = (*self.bytes.get(self.at / 8)?, self.at % 8);
            let rest = byte << used;
            if rest != 0 {
                let leading = rest.leading_zeros();
                self.at += leading as usize + 1;
                return Some(zeros + leading);
            }
            zeros += 8 - used as u32;
            self.at += 8 - used;
        }
    }

    /// The position of the next whole byte.
    pub fn next_byte(&self) -> usize {
        self.at.div_ceil(8)
    }
}
