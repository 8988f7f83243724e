//! Reads the scans of a picture into its coefficients (ITU-T T.81).

use super::bits::Bits;
use super::coefficients::Coefficients;
use super::frame::{Component, Frame, Segments};
use super::huffman::Huffman;

/// More scans than any encoder writes: each costs time for the whole picture.
const MAX_SCANS: usize = 100;
const TABLES: usize = 4;

pub(super) struct Decoded {
    pub components: Vec<Coefficients>,
    /// In zigzag order, by number.
    pub quantisation: [Option<[u16; 64]>; TABLES],
    /// Of Adobe's segment, if there is one: how the components stand for colours.
    pub adobe: Option<u8>,
}

#[derive(Default)]
struct Tables {
    first: [Option<Huffman>; TABLES],
    rest: [Option<Huffman>; TABLES],
}

/// The coefficients of a whole file; `None` if it is damaged.
pub(super) fn decode(bytes: &[u8], frame: &Frame) -> Option<Decoded> {
    let (units_across, units_down) = frame.units();
    let space = |component: &Component| Coefficients::new(units_across * component.across, units_down * component.down);
    let components = frame.components.iter().map(space).collect();
    let mut decoded = Decoded { components, quantisation: [None; TABLES], adobe: None };
    let mut tables = Tables::default();
    let mut interval = 0;
    let mut scans = 0;
    let mut segments = Segments::new(bytes);
    while let Some((marker, content)) = segments.next() {
        match marker {
            0xdb => read_quantisation(content, &mut decoded.quantisation)?,
            0xc4 => read_tables(content, &mut tables)?,
            0xdd => interval = usize::from(u16::from_be_bytes(content.get(..2)?.try_into().ok()?)),
            0xee if content.starts_with(b"Adobe") => decoded.adobe = content.get(11).copied(),
            0xda => {
                scans += 1;
                if scans > MAX_SCANS {
                    return None;
                }
                let scan = Scan::read(content, frame)?;
                segments.at = scan.run(frame, &tables, interval, Bits::new(bytes, segments.at), &mut decoded)?;
            }
            _ => {}
        }
    }
    (scans > 0).then_some(decoded)
}

fn read_quantisation(mut content: &[u8], tables: &mut [Option<[u16; 64]>; TABLES]) -> Option<()> {
    while let Some((&head, rest)) = content.split_first() {
        let bytes = if head >> 4 == 0 { 1 } else { 2 };
        let values = rest.get(..64 * bytes)?;
        let mut table = [0; 64];
        for (value, bytes) in table.iter_mut().zip(values.chunks_exact(bytes)) {
            *value = bytes.iter().fold(0, |value, byte| value << 8 | u16::from(*byte));
        }
        *tables.get_mut(usize::from(head & 15))? = Some(table);
        content = &rest[64 * bytes..];
    }
    Some(())
}

fn read_tables(mut content: &[u8], tables: &mut Tables) -> Option<()> {
    while let Some((&head, rest)) = content.split_first() {
        let (table, read) = Huffman::read(rest)?;
        let class = if head >> 4 == 0 { &mut tables.first } else { &mut tables.rest };
        *class.get_mut(usize::from(head & 15))? = Some(table);
        content = &rest[read..];
    }
    Some(())
}

/// A component in a scan.
struct Part {
    component: usize,
    first_table: usize,
    rest_table: usize,
}

struct Scan {
    parts: Vec<Part>,
    /// The coefficients of this scan, in zigzag order.
    start: usize,
    end: usize,
    /// Whether earlier bits of these coefficients are known.
    refines: bool,
    shift: u32,
    is_progressive: bool,
}

impl Scan {
    fn read(content: &[u8], frame: &Frame) -> Option<Self> {
        let (&count, rest) = content.split_first()?;
        let list = rest.get(..usize::from(count) * 2)?;
        let part = |entry: &[u8]| {
            let component = frame.components.iter().position(|component| component.id == entry[0])?;
            let (first_table, rest_table) = (usize::from(entry[1] >> 4), usize::from(entry[1] & 15));
            (first_table < TABLES && rest_table < TABLES).then_some(Part { component, first_table, rest_table })
        };
        let parts: Vec<_> = list.chunks_exact(2).map(part).collect::<Option<_>>()?;
        let &[start, end, shifts] = rest.get(list.len()..list.len() + 3)? else { return None };
        let is_progressive = frame.is_progressive;
        let (start, end) = if is_progressive { (usize::from(start), usize::from(end)) } else { (0, 63) };
        let (high, shift) = if is_progressive { (shifts >> 4, u32::from(shifts & 15)) } else { (0, 0) };
        let is_valid = !parts.is_empty()
            && start <= end
            && end < 64
            && shift < 14
            // In a progressive picture, the first coefficients have scans of their own, and the others one component.
            && (!is_progressive || if start == 0 { end == 0 } else { parts.len() == 1 });
        is_valid.then_some(Self { parts, start, end, refines: high > 0, shift, is_progressive })
    }

    /// Returns where the scan ends.
    fn run(
        &self,
        frame: &Frame,
        tables: &Tables,
        interval: usize,
        mut bits: Bits<'_>,
        decoded: &mut Decoded,
    ) -> Option<usize> {
        let (across, down) = match self.parts.as_slice() {
            [only] => {
                let (width, height) = frame.size_of(&frame.components[only.component]);
                (width.div_ceil(8), height.div_ceil(8))
            }
            _ => frame.units(),
        };
        let is_alone = self.parts.len() == 1;
        let mut state = State::default();
        for unit in 0..across * down {
            if interval > 0 && unit > 0 && unit % interval == 0 {
                bits.restart()?;
                state = State::default();
            }
            let (column, row) = (unit % across, unit / across);
            for part in &self.parts {
                let component = frame.components[part.component];
                let target = &mut decoded.components[part.component];
                let (blocks_across, blocks_down) = if is_alone { (1, 1) } else { (component.across, component.down) };
                for y in 0..blocks_down {
                    for x in 0..blocks_across {
                        let block = (row * blocks_down + y) * target.across + column * blocks_across + x;
                        self.block(tables, part, &mut bits, &mut state, target, block)?;
                    }
                }
            }
            if bits.is_exhausted() {
                return None;
            }
        }
        Some(bits.at)
    }

    fn block(
        &self,
        tables: &Tables,
        part: &Part,
        bits: &mut Bits<'_>,
        state: &mut State,
        target: &mut Coefficients,
        block: usize,
    ) -> Option<()> {
        if self.start == 0 {
            if self.refines {
                if bits.bit() {
                    *target.first(block) |= 1 << self.shift;
                }
            } else {
                let size = tables.first[part.first_table].as_ref()?.decode(bits)?;
                if size > 15 {
                    return None;
                }
                let last = &mut state.last[part.component];
                *last = last.wrapping_add(bits.signed(size.into()) as i16);
                *target.first(block) = last.wrapping_shl(self.shift);
            }
            if self.is_progressive {
                return Some(());
            }
        }
        let table = tables.rest[part.rest_table].as_ref()?;
        if self.refines {
            self.refine(table, bits, state, target, block)
        } else {
            self.begin(table, bits, state, target, block)
        }
    }

    /// Reads coefficients of which nothing is known.
    fn begin(
        &self,
        table: &Huffman,
        bits: &mut Bits<'_>,
        state: &mut State,
        target: &mut Coefficients,
        block: usize,
    ) -> Option<()> {
        if state.empty_blocks > 0 {
            state.empty_blocks -= 1;
            return Some(());
        }
        let mut index = self.start.max(1);
        while index <= self.end {
            let symbol = table.decode(bits)?;
            let (run, size) = (u32::from(symbol >> 4), u32::from(symbol & 15));
            if size > 0 {
                index += run as usize;
                if index > self.end {
                    return None;
                }
                target.set(block, index, bits.signed(size) << self.shift)?;
                index += 1;
            } else if run == 15 {
                index += 16;
            } else {
                if self.is_progressive {
                    state.empty_blocks = (1 << run) + bits.read(run) - 1;
                }
                break;
            }
        }
        Some(())
    }

    /// Reads one more bit of known coefficients, and new ones among them.
    fn refine(
        &self,
        table: &Huffman,
        bits: &mut Bits<'_>,
        state: &mut State,
        target: &mut Coefficients,
        block: usize,
    ) -> Option<()> {
        let mut index = self.start;
        while state.empty_blocks == 0 && index <= self.end {
            let symbol = table.decode(bits)?;
            let (mut run, size) = (u32::from(symbol >> 4), symbol & 15);
            let mut value = 0;
            if size > 0 {
                value = if bits.bit() { 1 << self.shift } else { -1 << self.shift };
            } else if run < 15 {
                state.empty_blocks = (1 << run) + bits.read(run);
                break;
            }
            while index <= self.end {
                let is_new = target.get(block, index) == 0;
                if is_new && run == 0 {
                    if value != 0 {
                        target.set(block, index, value)?;
                    }
                    index += 1;
                    break;
                }
                if is_new {
                    run -= 1;
                } else {
                    self.sharpen(bits, target, block, index)?;
                }
                index += 1;
            }
        }
        if state.empty_blocks > 0 {
            for index in index..=self.end {
                self.sharpen(bits, target, block, index)?;
            }
            state.empty_blocks -= 1;
        }
        Some(())
    }

    fn sharpen(&self, bits: &mut Bits<'_>, target: &mut Coefficients, block: usize, index: usize) -> Option<()> {
        let value = target.get(block, index);
        let bit = 1 << self.shift;
        if value != 0 && bits.bit() && value.abs() & bit == 0 {
            target.set(block, index, value + value.signum() * bit)?;
        }
        Some(())
    }
}

#[derive(Default)]
struct State {
    /// By component: the first coefficient of the block before, which the next one is told from.
    last: [i16; 4],
    /// Blocks to come without more coefficients.
    empty_blocks: u32,
}
