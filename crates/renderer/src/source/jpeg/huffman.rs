use super::bits::Bits;

const LOOK_AHEAD: u32 = 9;
const LONGEST: u32 = 16;

/// A table of Huffman codes.
pub(super) struct Huffman {
    values: Vec<u8>,
    /// Length and value by the next bits, for short codes; length 0 for others.
    short: Vec<(u8, u8)>,
    /// By length: the first code above those of the length, aligned to 16 bits, and the distance from code to place.
    limits: [(u32, i32); 17],
}

impl Huffman {
    /// Reads the numbers of codes by length, and their values. Returns the bytes read as well.
    pub fn read(content: &[u8]) -> Option<(Self, usize)> {
        let counts = content.get(..16)?;
        let all = counts.iter().map(|count| usize::from(*count)).sum::<usize>();
        let values = content.get(16..16 + all)?.to_vec();
        let mut short = vec![(0, 0); 1 << LOOK_AHEAD];
        let mut limits = [(0, 0); 17];
        let (mut code, mut place) = (0_u32, 0_usize);
        for length in 1..=LONGEST {
            let count = usize::from(counts[length as usize - 1]);
            let first = (code, place);
            for _ in 0..count {
                if code >= 1 << length {
                    return None;
                }
                if length <= LOOK_AHEAD {
                    let start = (code << (LOOK_AHEAD - length)) as usize;
                    short[start..start + (1 << (LOOK_AHEAD - length))].fill((length as u8, values[place]));
                }
                code += 1;
                place += 1;
            }
            limits[length as usize] = (code << (LONGEST - length), first.1 as i32 - first.0 as i32);
            code <<= 1;
        }
        Some((Self { values, short, limits }, 16 + all))
    }

    pub fn decode(&self, bits: &mut Bits<'_>) -> Option<u8> {
        let ahead = bits.peek(LONGEST);
        let (length, value) = self.short[(ahead >> (LONGEST - LOOK_AHEAD)) as usize];
        if length > 0 {
            bits.skip(length.into());
            return Some(value);
        }
        for length in LOOK_AHEAD + 1..=LONGEST {
            let (limit, distance) = self.limits[length as usize];
            if ahead < limit {
                bits.skip(length);
                let place = (ahead >> (LONGEST - length)) as i32 + distance;
                return self.values.get(usize::try_from(place).ok()?).copied();
            }
        }
        None
    }
}
