use super::super::{be32, be64};

/// A box: a name and what is in it.
#[derive(Clone, Copy)]
pub struct Box<'a> {
    pub kind: [u8; 4],
    pub content: &'a [u8],
    /// Where it begins in what surrounds it, head included.
    pub start: usize,
    /// Whether it says that it is longer than what is there.
    pub is_cut_off: bool,
}

/// The boxes that stand one after the other.
#[derive(Clone, Copy)]
pub struct Boxes<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Boxes<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next one of this kind.
    pub fn find(&mut self, kind: &[u8; 4]) -> Option<Box<'a>> {
        Iterator::find(self, |found| found.kind == *kind)
    }
}

/// What is in a box of this kind, if there is one.
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
