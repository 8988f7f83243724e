use std::collections::HashMap;

/// What stands for a value that does not fit into eight bits.
const ELSEWHERE: i8 = i8::MIN;
/// Most values that do not fit. Each takes some twenty bytes.
const MAX_LARGE: usize = 2_000_000;

/// The coefficients of a component, one byte each: nearly all are small, and a picture of 48 megapixels has 72 to 192 million.
pub(super) struct Coefficients {
    /// Blocks in a row, with those that fill up the last unit.
    pub across: usize,
    pub down: usize,
    /// In zigzag order, block by block. The first of each block is not used.
    small: Vec<u8>,
    large: HashMap<u32, i16>,
    /// The first of each block, which is seldom small.
    first: Vec<i16>,
}

impl Coefficients {
    pub fn new(across: usize, down: usize) -> Self {
        let blocks = across * down;
        Self { across, down, small: vec![0; blocks * 64], large: HashMap::new(), first: vec![0; blocks] }
    }

    pub fn first(&mut self, block: usize) -> &mut i16 {
        &mut self.first[block]
    }

    pub fn get(&self, block: usize, index: usize) -> i32 {
        let place = block * 64 + index;
        match self.small[place] as i8 {
            ELSEWHERE => self.large.get(&(place as u32)).copied().unwrap_or(0).into(),
            small => small.into(),
        }
    }

    /// `None` if there are too many large values.
    pub fn set(&mut self, block: usize, index: usize, value: i32) -> Option<()> {
        let place = block * 64 + index;
        match i8::try_from(value) {
            Ok(small) if small != ELSEWHERE => self.small[place] = small as u8,
            _ => {
                if self.large.len() >= MAX_LARGE {
                    return None;
                }
                self.small[place] = ELSEWHERE as u8;
                self.large.insert(place as u32, value.clamp(i16::MIN.into(), i16::MAX.into()) as i16);
            }
        }
        Some(())
    }

    /// All coefficients of a block, in zigzag order.
    pub fn block(&self, block: usize) -> [i32; 64] {
        let mut values = [0; 64];
        values[0] = self.first[block].into();
        let is_plain = self.small[block * 64 + 1..block * 64 + 64].iter().all(|value| *value == 0);
        if !is_plain {
            for (index, value) in values.iter_mut().enumerate().skip(1) {
                *value = self.get(block, index);
            }
        }
        values
    }

    /// Turns the coefficients into samples, row of blocks by row of blocks in the same memory. A row has `across * 8` samples.
    pub fn into_samples(mut self, samples_of: impl Fn([i32; 64]) -> [u8; 64]) -> Vec<u8> {
        let stride = self.across * 8;
        let mut rows = vec![0; stride * 8];
        for row in 0..self.down {
            for column in 0..self.across {
                let samples = samples_of(self.block(row * self.across + column));
                for (line, samples) in samples.chunks_exact(8).enumerate() {
                    rows[line * stride + column * 8..][..8].copy_from_slice(samples);
                }
            }
            self.small[row * rows.len()..][..rows.len()].copy_from_slice(&rows);
        }
        self.small
    }
}
