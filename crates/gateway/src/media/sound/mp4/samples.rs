use super::super::super::Refusal;
use super::super::{be32, be64};
use super::boxes::{Boxes, child};
use super::{DAMAGED, MAXIMUM_SAMPLES, Sample};

/// The samples in the sample table of a movie.
pub fn in_table(table: &[u8]) -> Result<Vec<Sample>, Refusal> {
    let lengths = child(table, b"stsz").ok_or(DAMAGED)?;
    let (one_length, count) = (be32(lengths, 4).ok_or(DAMAGED)?, be32(lengths, 8).ok_or(DAMAGED)? as usize);
    if count > MAXIMUM_SAMPLES {
        return Err(DAMAGED);
    }
    let mut samples = Vec::with_capacity(count.min(table.len()));
    let mut durations = Durations::new(child(table, b"stts").ok_or(DAMAGED)?);
    let mut chunks = Chunks::new(table)?;
    for index in 0..count {
        let length = if one_length == 0 { be32(lengths, 12 + index * 4).ok_or(DAMAGED)? } else { one_length };
        let at = chunks.next(length).ok_or(DAMAGED)?;
        samples.push(Sample { at, length, duration: durations.next().unwrap_or_default() });
    }
    Ok(samples)
}

/// The durations of samples, run-length encoded.
struct Durations<'a> {
    table: &'a [u8],
    entry: usize,
    left: u32,
    duration: u32,
}

impl<'a> Durations<'a> {
    fn new(table: &'a [u8]) -> Self {
        Self { table, entry: 0, left: 0, duration: 0 }
    }

    fn next(&mut self) -> Option<u32> {
        while self.left == 0 {
            let at = 8 + self.entry * 8;
            (self.left, self.duration) = (be32(self.table, at)?, be32(self.table, at + 4)?);
            self.entry += 1;
        }
        self.left -= 1;
        Some(self.duration)
    }
}

/// The positions of samples: chunks, with the number of samples in each.
struct Chunks<'a> {
    offsets: &'a [u8],
    is_long: bool,
    groups: &'a [u8],
    group: usize,
    chunk: usize,
    left: u32,
    at: u64,
}

impl<'a> Chunks<'a> {
    fn new(table: &'a [u8]) -> Result<Self, Refusal> {
        let short = child(table, b"stco");
        let offsets = short.or_else(|| child(table, b"co64")).ok_or(DAMAGED)?;
        let groups = child(table, b"stsc").ok_or(DAMAGED)?;
        Ok(Self { offsets, is_long: short.is_none(), groups, group: 0, chunk: 0, left: 0, at: 0 })
    }

    /// The position of the next sample, which has this length.
    fn next(&mut self, length: u32) -> Option<u64> {
        if self.left == 0 {
            self.at = if self.is_long {
                be64(self.offsets, 8 + self.chunk * 8)?
            } else {
                be32(self.offsets, 8 + self.chunk * 4)?.into()
            };
            self.chunk += 1;
            // The first chunk of the next group, counted from one.
            while be32(self.groups, 8 + (self.group + 1) * 12).is_some_and(|first| first as usize <= self.chunk) {
                self.group += 1;
            }
            self.left = be32(self.groups, 8 + self.group * 12 + 4).filter(|count| *count > 0)?;
        }
        self.left -= 1;
        let at = self.at;
        self.at = at.checked_add(length.into())?;
        Some(at)
    }
}

/// The defaults of a movie for samples in fragments.
#[derive(Clone, Copy, Default)]
pub struct Defaults {
    duration: u32,
    length: u32,
}

impl Defaults {
    pub fn read(extends: &[u8], track_id: u32) -> Self {
        let of_track = Boxes::new(extends).find_map(|found| {
            (&found.kind == b"trex" && be32(found.content, 4) == Some(track_id)).then_some(found.content)
        });
        let read = |at| of_track.and_then(|content| be32(content, at)).unwrap_or_default();
        Self { duration: read(12), length: read(16) }
    }
}

/// The samples of a fragment of this track. `start` is the position of the fragment in the file.
pub fn in_fragment(
    run: &[u8],
    head: &[u8],
    start: u64,
    mut defaults: Defaults,
    samples: &mut Vec<Sample>,
) -> Result<(), Refusal> {
    let flags = be32(head, 0).ok_or(DAMAGED)?;
    let mut at = 8;
    let mut base = start;
    if flags & 1 != 0 {
        base = be64(head, at).ok_or(DAMAGED)?;
        at += 8;
    }
    at += if flags & 2 != 0 { 4 } else { 0 };
    if flags & 8 != 0 {
        defaults.duration = be32(head, at).ok_or(DAMAGED)?;
        at += 4;
    }
    if flags & 0x10 != 0 {
        defaults.length = be32(head, at).ok_or(DAMAGED)?;
    }
    // A run without an offset continues where the one before it ended.
    let mut next = base;
    for list in Boxes::new(run).filter(|list| &list.kind == b"trun") {
        next = take_run(list.content, base, next, defaults, samples)?;
    }
    Ok(())
}

fn take_run(
    list: &[u8],
    base: u64,
    mut next: u64,
    defaults: Defaults,
    samples: &mut Vec<Sample>,
) -> Result<u64, Refusal> {
    let (flags, count) = (be32(list, 0).ok_or(DAMAGED)?, be32(list, 4).ok_or(DAMAGED)? as usize);
    if samples.len() + count > MAXIMUM_SAMPLES {
        return Err(DAMAGED);
    }
    let mut at = 8;
    if flags & 1 != 0 {
        let offset = be32(list, at).ok_or(DAMAGED)? as i32;
        next = base.checked_add_signed(offset.into()).ok_or(DAMAGED)?;
        at += 4;
    }
    at += if flags & 4 != 0 { 4 } else { 0 };
    let mut field = |bit: u32| {
        (flags & bit != 0).then(|| {
            at += 4;
            be32(list, at - 4).ok_or(DAMAGED)
        })
    };
    for _ in 0..count {
        let duration = field(0x100).transpose()?.unwrap_or(defaults.duration);
        let length = field(0x200).transpose()?.unwrap_or(defaults.length);
        field(0x400).transpose()?;
        field(0x800).transpose()?;
        samples.push(Sample { at: next, length, duration });
        next = next.checked_add(length.into()).ok_or(DAMAGED)?;
    }
    Ok(next)
}
