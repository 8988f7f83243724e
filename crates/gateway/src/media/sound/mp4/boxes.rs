use super::super::{be32, be64};

/// A box: its name and content.
#[derive(Clone, Copy)]
pub struct Box<'a> {
    pub kind: [u8; 4],
    pub content: &'a [u8],
    /// The position of its header in the surrounding bytes.
    pub start: usize,
    /// Whether it claims to be longer than the bytes that are left.
    pub is_cut_off: bool,
}

/// Consecutive boxes.
#[derive(Clone, Copy)]
pub struct Boxes<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Boxes<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next box of this kind.
    pub fn find(&mut self, kind: &[u8; 4]) -> Option<Box<'a>> {
        Iterator::find(self, |found| found.kind == *kind)
    }
}

/// The content of the first box of this kind.
pub fn child<'a>(bytes: &'a [u8], kind: &[u8; 4]) -> Option<&'a [u8]> {
    Boxes::new(bytes).find(kind).map(|found| found.content)
}

impl<'a> Iterator for Boxes<'a> {
    type Item = Box<'a>;

    fn next(&mut self) -> Option<Box<'a>> {
        let start = self.at;
        let rest = self.bytes.get(start..)?;
        let kind = rest.get(4..8)?.try_into().ok()?;
        let (head, size) = match be32(rest, 0)? {
            0 => (8, rest.len() as u64),
            1 => (16, be64(rest, 8)?),
            size => (8, u64::from(size)),
        };
        if size < head {
            return None;
        }
        let end = usize::try_from(size).unwrap_or(usize::MAX).min(rest.len());
        self.at = start + end;
        Some(Box { kind, content: rest.get(head as usize..end)?, start, is_cut_off: size > rest.len() as u64 })
    }
}
