//! Reads boxes and numbers from a file, without copies and never beyond its end.

/// The unread rest of some bytes. A read beyond their end gives `None`.
#[derive(Clone, Copy)]
pub(crate) struct ByteReader<'a>(pub &'a [u8]);

impl<'a> ByteReader<'a> {
    pub fn cut(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// A big-endian number of 0 to 8 bytes.
    pub fn number(&mut self, bytes: usize) -> Option<u64> {
        Some(self.cut(bytes)?.iter().fold(0, |number, &byte| number << 8 | u64::from(byte)))
    }

    pub fn u8(&mut self) -> Option<u8> {
        self.number(1).map(|number| number as u8)
    }

    pub fn u16(&mut self) -> Option<u16> {
        self.number(2).map(|number| number as u16)
    }

    pub fn u32(&mut self) -> Option<u32> {
        self.number(4).map(|number| number as u32)
    }

    pub fn name(&mut self) -> Option<[u8; 4]> {
        self.cut(4)?.try_into().ok()
    }

    /// The version and flags at the start of a full box.
    pub fn version(&mut self) -> Option<(u8, u32)> {
        let word = self.u32()?;
        Some(((word >> 24) as u8, word & 0xff_ffff))
    }

    /// The name and content of the next box; none when it claims to be longer than the rest.
    pub fn next_box(&mut self) -> Option<([u8; 4], Self)> {
        let whole = *self;
        let (short, name) = (self.u32()?, self.name()?);
        let length = match short {
            0 => whole.0.len(),
            1 => usize::try_from(self.number(8)?).ok()?,
            length => length as usize,
        };
        let head = whole.0.len() - self.0.len();
        let content = self.cut(length.checked_sub(head)?)?;
        Some((name, ByteReader(content)))
    }

    /// All boxes up to the first incomplete one.
    pub fn boxes(self) -> impl Iterator<Item = ([u8; 4], Self)> {
        let mut rest = self;
        std::iter::from_fn(move || rest.next_box())
    }

    /// The content of the first box with this name.
    pub fn find(self, name: &[u8; 4]) -> Option<Self> {
        self.boxes().find(|(found, _)| found == name).map(|(_, content)| content)
    }
}
