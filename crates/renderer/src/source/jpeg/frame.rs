//! The frame header: the size of a picture and its components.

const MAX_COMPONENTS: usize = 4;
const MAX_FACTOR: u8 = 4;

/// A component: a plane of samples, perhaps of lower resolution.
#[derive(Clone, Copy, Debug)]
pub(super) struct Component {
    pub id: u8,
    /// Blocks in a unit, across and down.
    pub across: usize,
    pub down: usize,
    pub table: usize,
}

#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub width: usize,
    pub height: usize,
    pub is_progressive: bool,
    pub components: Vec<Component>,
}

impl Frame {
    /// The header of a picture coded with Huffman tables in 8 bits.
    pub fn find(bytes: &[u8]) -> Option<Self> {
        Segments::new(bytes).find_map(|(marker, content)| match marker {
            0xc0..=0xc2 => Some(Self::read(marker, content)),
            _ => None,
        })?
    }

    fn read(marker: u8, content: &[u8]) -> Option<Self> {
        let &[8, height_high, height_low, width_high, width_low, count, ref list @ ..] = content else { return None };
        let size = |high, low| usize::from(u16::from_be_bytes([high, low]));
        let (width, height) = (size(width_high, width_low), size(height_high, height_low));
        let count = usize::from(count);
        if width == 0 || height == 0 || !(1..=MAX_COMPONENTS).contains(&count) {
            return None;
        }
        let component = |entry: &[u8]| {
            let (across, down, table) = (entry[1] >> 4, entry[1] & 15, usize::from(entry[2]));
            let is_valid = (1..=MAX_FACTOR).contains(&across) && (1..=MAX_FACTOR).contains(&down) && table < 4;
            is_valid.then_some(Component { id: entry[0], across: across.into(), down: down.into(), table })
        };
        let mut components: Vec<_> = list.get(..count * 3)?.chunks_exact(3).map(component).collect::<Option<_>>()?;
        if let [only] = components.as_mut_slice() {
            // Its factors have nothing to relate to.
            (only.across, only.down) = (1, 1);
        }
        Some(Self { width, height, is_progressive: marker == 0xc2, components })
    }

    pub fn most_across(&self) -> usize {
        self.components.iter().map(|component| component.across).max().unwrap_or(1)
    }

    pub fn most_down(&self) -> usize {
        self.components.iter().map(|component| component.down).max().unwrap_or(1)
    }

    /// Units of an interleaved scan, across and down.
    pub fn units(&self) -> (usize, usize) {
        (self.width.div_ceil(8 * self.most_across()), self.height.div_ceil(8 * self.most_down()))
    }

    /// The size of a component's samples.
    pub fn size_of(&self, component: &Component) -> (usize, usize) {
        let width = (self.width * component.across).div_ceil(self.most_across());
        (width, (self.height * component.down).div_ceil(self.most_down()))
    }
}

/// The segments of a file, each with its marker; none after the first without a length.
pub(super) struct Segments<'a> {
    bytes: &'a [u8],
    pub at: usize,
}

impl<'a> Segments<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 2 }
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = (u8, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            // Stray bytes and padding are skipped.
            let pair = self.bytes.get(self.at..self.at + 2)?;
            match pair {
                [0xff, 0x01 | 0xd0..=0xd8] => self.at += 2,
                [0xff, 0xd9] => return None,
                [0xff, marker] if !matches!(marker, 0 | 0xff) => {
                    let length = self.bytes.get(self.at + 2..self.at + 4)?;
                    let length = usize::from(u16::from_be_bytes([length[0], length[1]])).max(2);
                    let content = self.bytes.get(self.at + 4..self.at + 2 + length)?;
                    self.at += 2 + length;
                    return Some((*marker, content));
                }
                _ => self.at += 1,
            }
        }
    }
}
