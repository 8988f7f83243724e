use memchr::memmem;

use super::super::super::Refusal;
use super::super::{be32, be64};
use super::boxes::{Box, Boxes, child};
use super::codec::Codec;
use super::{CUT_OFF, DAMAGED, MAXIMUM_EDITS, Sample, samples};

/// An entry of the edit list: a part of the track that is played.
#[derive(Clone, Copy)]
pub struct Edit {
    /// In time units of the movie.
    pub duration: u64,
    /// Its start in time units of the track; silence if negative.
    pub media_time: i64,
}

/// The track of sound in a movie.
pub struct Movie<'a> {
    pub timescale: u32,
    pub track_timescale: u32,
    pub edits: Vec<Edit>,
    pub codec: Codec,
    track_id: u32,
    /// The sample table.
    table: &'a [u8],
    /// The defaults for samples in fragments.
    defaults: samples::Defaults,
    is_fragmented: bool,
}

impl<'a> Movie<'a> {
    /// Reads a movie. `video` is the error if it has a track of pictures.
    pub fn read(movie: &'a [u8], video: Refusal) -> Result<Self, Refusal> {
        let mut chosen = None;
        for track in Boxes::new(movie).filter(|found| &found.kind == b"trak") {
            let media = child(track.content, b"mdia").unwrap_or_default();
            match child(media, b"hdlr").and_then(|handler| handler.get(8..12)) {
                Some(b"vide") if !is_still(media) => return Err(video),
                Some(b"soun") if chosen.is_none() => chosen = Some((track.content, media)),
                _ => {}
            }
        }
        let (track, media) = chosen.ok_or(Refusal::NoSound(akool_contract::media::UploadFormat::M4a))?;
        let table = child(media, b"minf").and_then(|inside| child(inside, b"stbl")).ok_or(DAMAGED)?;
        let codec = Codec::read(child(table, b"stsd").ok_or(DAMAGED)?)?;
        let track_timescale = child(media, b"mdhd").and_then(timescale).ok_or(DAMAGED)?;
        let timescale = child(movie, b"mvhd").and_then(timescale).ok_or(DAMAGED)?;
        let track_id =
            child(track, b"tkhd").and_then(|head| be32(head, if head.first() == Some(&1) { 20 } else { 12 }));
        let track_id = track_id.ok_or(DAMAGED)?;
        let edits = match child(track, b"edts").and_then(|inside| child(inside, b"elst")) {
            Some(list) => edits(list)?,
            None => itunes_edit(movie, &codec, timescale, track_timescale).into_iter().collect(),
        };
        let extends = child(movie, b"mvex");
        let defaults = extends.map(|extends| samples::Defaults::read(extends, track_id)).unwrap_or_default();
        let is_fragmented = extends.is_some();
        Ok(Self { timescale, track_timescale, edits, codec, track_id, table, defaults, is_fragmented })
    }

    /// All samples, in order.
    pub fn samples(&self, bytes: &[u8]) -> Result<Vec<Sample>, Refusal> {
        let mut found = samples::in_table(self.table)?;
        if self.is_fragmented {
            for part in Boxes::new(bytes).filter(|part| &part.kind == b"moof") {
                self.take_fragment(&part, &mut found)?;
            }
        }
        found.retain(|sample| sample.length > 0);
        let mut whole = 0_u64;
        for sample in &found {
            whole += u64::from(sample.length);
            if sample.at.checked_add(u64::from(sample.length)).is_none_or(|end| end > bytes.len() as u64) {
                return Err(CUT_OFF);
            }
        }
        // Overlapping samples would make the output larger than the file.
        if whole > bytes.len() as u64 { Err(DAMAGED) } else { Ok(found) }
    }

    fn take_fragment(&self, part: &Box<'_>, found: &mut Vec<Sample>) -> Result<(), Refusal> {
        // An interrupted recording ends in a truncated fragment.
        if part.is_cut_off {
            return Ok(());
        }
        for run in Boxes::new(part.content).filter(|run| &run.kind == b"traf") {
            let head = child(run.content, b"tfhd").ok_or(DAMAGED)?;
            if be32(head, 4) == Some(self.track_id) {
                samples::in_fragment(run.content, head, part.start as u64, self.defaults, found)?;
            }
        }
        Ok(())
    }
}

/// The time scale of a movie or a track. Both headers have it at the same position.
fn timescale(head: &[u8]) -> Option<u32> {
    be32(head, if head.first()? == &1 { 20 } else { 12 }).filter(|scale| *scale > 0)
}

/// Whether a track holds still pictures: covers and chapter pictures are tracks, too.
fn is_still(media: &[u8]) -> bool {
    let table = child(media, b"minf").and_then(|inside| child(inside, b"stbl"));
    let entry = table.and_then(|table| child(table, b"stsd")).and_then(|list| Boxes::new(list.get(8..)?).next());
    entry.is_some_and(|entry| matches!(&entry.kind, b"jpeg" | b"png " | b"mjpa" | b"mjpb"))
}

fn edits(list: &[u8]) -> Result<Vec<Edit>, Refusal> {
    let count = be32(list, 4).ok_or(DAMAGED)? as usize;
    if count > MAXIMUM_EDITS {
        return Err(DAMAGED);
    }
    let is_long = list.first() == Some(&1);
    let read = |index: usize| {
        Some(if is_long {
            let at = 8 + index * 20;
            Edit { duration: be64(list, at)?, media_time: be64(list, at + 8)? as i64 }
        } else {
            let at = 8 + index * 12;
            Edit { duration: be32(list, at)?.into(), media_time: i64::from(be32(list, at + 4)? as i32) }
        })
    };
    (0..count).map(|index| read(index).ok_or(DAMAGED)).collect()
}

/// iTunes stores the delays at the beginning and the end in a comment. Comments are removed, so an edit list replaces it.
fn itunes_edit(movie: &[u8], codec: &Codec, timescale: u32, track_timescale: u32) -> Option<Edit> {
    let comment = movie.get(memmem::find(movie, b"iTunSMPB")?..)?;
    let text = comment.get(memmem::find(comment.get(..64)?, b"data")? + 12..)?;
    let text = std::str::from_utf8(text.get(..48)?).ok()?;
    let mut numbers = text.split_ascii_whitespace().map(|number| u64::from_str_radix(number, 16).ok());
    let (_, delay, _, length) = (numbers.next()??, numbers.next()??, numbers.next()??, numbers.next()??);
    let scaled =
        |samples: u64, scale: u32| samples.checked_mul(u64::from(scale)).map(|all| all / u64::from(codec.rate));
    Some(Edit {
        duration: scaled(length, timescale)?,
        media_time: i64::try_from(scaled(delay, track_timescale)?).ok().filter(|time| *time < i64::from(i32::MAX))?,
    })
}
