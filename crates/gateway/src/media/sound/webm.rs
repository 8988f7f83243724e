use akool_contract::media::{Unusable, UploadFormat};

use super::super::Refusal;
use super::{check_shape, xiph};

const EBML: u32 = 0x1A45_DFA3;
const DOC_TYPE: u32 = 0x4282;
const SEGMENT: u32 = 0x1853_8067;
const INFO: u32 = 0x1549_A966;
const TIMESTAMP_SCALE: u32 = 0x2AD7B1;
const TRACKS: u32 = 0x1654_AE6B;
const TRACK_ENTRY: u32 = 0xAE;
const TRACK_NUMBER: u32 = 0xD7;
const TRACK_TYPE: u32 = 0x83;
const CODEC_ID: u32 = 0x86;
const CODEC_PRIVATE: u32 = 0x63A2;
const CODEC_DELAY: u32 = 0x56AA;
const SEEK_PRE_ROLL: u32 = 0x56BB;
const CONTENT_ENCODINGS: u32 = 0x6D80;
const AUDIO: u32 = 0xE1;
const SAMPLING_FREQUENCY: u32 = 0xB5;
const CHANNELS: u32 = 0x9F;
const CLUSTER: u32 = 0x1F43_B675;
const CLUSTER_TIMESTAMP: u32 = 0xE7;
const SIMPLE_BLOCK: u32 = 0xA3;
const BLOCK_GROUP: u32 = 0xA0;
const BLOCK: u32 = 0xA1;
const BLOCK_DURATION: u32 = 0x9B;
const DISCARD_PADDING: u32 = 0x75A2;

const VIDEO: u64 = 1;
const SOUND: u64 = 2;

const DAMAGED: Refusal = Refusal::Damaged(UploadFormat::Webm);

/// Rewrites a WebM file with one track of sound and its blocks.
pub fn without_metadata(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut top = Elements::new(bytes);
    let head = top.find(EBML).ok_or(DAMAGED)?;
    let kind = Elements::new(head.content).find(DOC_TYPE).map(|element| element.content.trim_ascii_end());
    // The name can be padded with zeros.
    if kind.map(|kind| kind.split(|byte| *byte == 0).next().unwrap_or_default()) != Some(b"webm") {
        return Err(Refusal::sound("Matroska files"));
    }
    let segment = top.find(SEGMENT).ok_or(Refusal::CutOff(UploadFormat::Webm))?;
    if segment.is_cut_off {
        return Err(Refusal::CutOff(UploadFormat::Webm));
    }

    let mut scale = 1_000_000;
    let mut track = None;
    let mut body = Vec::new();
    let mut has_frames = false;
    for element in Elements::new(segment.content) {
        match element.id {
            INFO => {
                scale = Elements::new(element.content).find(TIMESTAMP_SCALE).map_or(scale, |element| element.number());
            }
            TRACKS if track.is_none() => track = Some(Track::choose(element.content)?),
            CLUSTER => {
                if element.is_cut_off {
                    return Err(Refusal::CutOff(UploadFormat::Webm));
                }
                let track = track.as_ref().ok_or(DAMAGED)?;
                let (cluster, has_blocks) = cluster(element.content, track.number);
                if has_blocks {
                    write(&mut body, CLUSTER, &cluster);
                }
                has_frames |= has_blocks;
            }
            _ => {}
        }
    }
    let track = track.ok_or(Refusal::CutOff(UploadFormat::Webm))?;
    if !has_frames {
        return Err(Refusal::NoSound(UploadFormat::Webm));
    }

    let mut info = Vec::new();
    write_number(&mut info, TIMESTAMP_SCALE, scale);
    // Both are required. They name programs.
    write(&mut info, 0x4D80, b"-");
    write(&mut info, 0x5741, b"-");
    let mut content = Vec::with_capacity(bytes.len());
    write(&mut content, INFO, &info);
    write(&mut content, TRACKS, &track.written());
    content.extend_from_slice(&body);

    let mut written = Vec::with_capacity(content.len() + 64);
    let mut head = Vec::new();
    for (id, number) in [(0x4286, 1), (0x42F7, 1), (0x42F2, 4), (0x42F3, 8)] {
        write_number(&mut head, id, number);
    }
    write(&mut head, DOC_TYPE, b"webm");
    write_number(&mut head, 0x4287, 4);
    write_number(&mut head, 0x4285, 2);
    write(&mut written, EBML, &head);
    write(&mut written, SEGMENT, &content);
    Ok(written)
}

/// The blocks of one track in a cluster, and whether there are any.
fn cluster(content: &[u8], number: u64) -> (Vec<u8>, bool) {
    let mut written = Vec::with_capacity(content.len());
    let mut has_blocks = false;
    for element in Elements::new(content) {
        match element.id {
            CLUSTER_TIMESTAMP => write_number(&mut written, CLUSTER_TIMESTAMP, element.number()),
            SIMPLE_BLOCK => {
                let Some(block) = block(element.content, number) else { continue };
                write(&mut written, SIMPLE_BLOCK, &block);
                has_blocks = true;
            }
            BLOCK_GROUP => {
                let mut group = Vec::new();
                let mut has_block = false;
                for part in Elements::new(element.content) {
                    match part.id {
                        BLOCK if !has_block => {
                            let Some(block) = block(part.content, number) else { continue };
                            write(&mut group, BLOCK, &block);
                            has_block = true;
                        }
                        BLOCK_DURATION => write_number(&mut group, BLOCK_DURATION, part.number()),
                        // A signed number of nanoseconds.
                        DISCARD_PADDING if part.content.len() <= 8 => write(&mut group, DISCARD_PADDING, part.content),
                        _ => {}
                    }
                }
                if has_block {
                    write(&mut written, BLOCK_GROUP, &group);
                    has_blocks = true;
                }
            }
            _ => {}
        }
    }
    (written, has_blocks)
}

/// A block of this track, renumbered for the only track.
fn block(content: &[u8], number: u64) -> Option<Vec<u8>> {
    let (found, length) = variable(content)?;
    // Time and flags, then at least one byte of data.
    (found == number && content.len() > length + 3).then(|| [&[0x81], &content[length..]].concat())
}

struct Track {
    number: u64,
    codec: &'static [u8],
    private: Vec<u8>,
    delay: u64,
    pre_roll: u64,
    /// Unchanged: a floating-point number of four or eight bytes.
    rate: Vec<u8>,
    channels: u64,
}

impl Track {
    /// The first track of sound. There must be no track of pictures.
    fn choose(tracks: &[u8]) -> Result<Self, Refusal> {
        let mut chosen = None;
        for entry in Elements::new(tracks).filter(|element| element.id == TRACK_ENTRY) {
            let number_of = |id| Elements::new(entry.content).find(id).map(|element| element.number());
            match number_of(TRACK_TYPE) {
                Some(VIDEO) => return Err(Refusal::Format(Unusable::video("WebM videos"))),
                Some(SOUND) if chosen.is_none() => chosen = Some(entry.content),
                _ => {}
            }
        }
        Self::read(chosen.ok_or(Refusal::NoSound(UploadFormat::Webm))?)
    }

    fn read(entry: &[u8]) -> Result<Self, Refusal> {
        let find = |id| Elements::new(entry).find(id);
        if find(CONTENT_ENCODINGS).is_some() {
            return Err(Refusal::sound("Protected or packed WebM sounds"));
        }
        let private = find(CODEC_PRIVATE).map(|element| element.content).unwrap_or_default();
        let audio = find(AUDIO).map(|element| element.content).unwrap_or_default();
        let channels = Elements::new(audio).find(CHANNELS).map_or(1, |element| element.number());
        let rate = Elements::new(audio).find(SAMPLING_FREQUENCY).map(|element| element.content).unwrap_or_default();
        let hertz = match rate.len() {
            4 => f64::from(f32::from_be_bytes(rate.try_into().unwrap_or_default())),
            8 => f64::from_be_bytes(rate.try_into().unwrap_or_default()),
            _ => 8_000.0,
        };
        check_shape(hertz as u32, u32::try_from(channels).unwrap_or_default())?;
        let (codec, private): (&'static [u8], _) =
            match find(CODEC_ID).map(|element| element.content.trim_ascii_end()).unwrap_or_default() {
                b"A_OPUS" => (b"A_OPUS", xiph::opus_head(private).ok_or(DAMAGED)??),
                b"A_VORBIS" => (b"A_VORBIS", vorbis_private(private).ok_or(DAMAGED)??),
                _ => return Err(Refusal::sound("WebM sounds of this coding")),
            };
        Ok(Self {
            number: find(TRACK_NUMBER).ok_or(DAMAGED)?.number(),
            codec,
            private,
            delay: find(CODEC_DELAY).map_or(0, |element| element.number()),
            pre_roll: find(SEEK_PRE_ROLL).map_or(0, |element| element.number()),
            rate: if matches!(rate.len(), 4 | 8) { rate.to_vec() } else { Vec::new() },
            channels,
        })
    }

    fn written(&self) -> Vec<u8> {
        let mut audio = Vec::new();
        if !self.rate.is_empty() {
            write(&mut audio, SAMPLING_FREQUENCY, &self.rate);
        }
        write_number(&mut audio, CHANNELS, self.channels);
        let mut entry = Vec::new();
        write_number(&mut entry, TRACK_NUMBER, 1);
        // Its identity.
        write_number(&mut entry, 0x73C5, 1);
        write_number(&mut entry, TRACK_TYPE, SOUND);
        write(&mut entry, CODEC_ID, self.codec);
        write(&mut entry, CODEC_PRIVATE, &self.private);
        write_number(&mut entry, CODEC_DELAY, self.delay);
        write_number(&mut entry, SEEK_PRE_ROLL, self.pre_roll);
        write(&mut entry, AUDIO, &audio);
        let mut tracks = Vec::new();
        write(&mut tracks, TRACK_ENTRY, &entry);
        tracks
    }
}

/// The lengths and the three header packets of Vorbis, with empty comments.
fn vorbis_private(private: &[u8]) -> Option<Result<Vec<u8>, Refusal>> {
    let mut rest = private.strip_prefix(&[2])?;
    let mut lengths = [0_usize; 2];
    for length in &mut lengths {
        loop {
            let (byte, after) = rest.split_first()?;
            rest = after;
            *length += usize::from(*byte);
            if *byte != 255 {
                break;
            }
        }
    }
    let head = match xiph::vorbis_head(rest.get(..lengths[0])?)? {
        Ok(head) => head,
        Err(refusal) => return Some(Err(refusal)),
    };
    let setup = rest.get(lengths[0].checked_add(lengths[1])?..)?;
    let comments = xiph::vorbis_comments();
    Some(Ok([&[2, head.len() as u8, comments.len() as u8], head.as_slice(), &comments, setup].concat()))
}

#[derive(Clone, Copy)]
struct Element<'a> {
    id: u32,
    content: &'a [u8],
    /// Whether it claims to be longer than the bytes that are left.
    is_cut_off: bool,
}

impl Element<'_> {
    fn number(&self) -> u64 {
        self.content.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
    }
}

/// Consecutive elements. A truncated element is given as far as it goes. Only clusters and the segment may have an unknown
/// length.
#[derive(Clone, Copy)]
struct Elements<'a> {
    rest: &'a [u8],
}

impl<'a> Elements<'a> {
    fn new(rest: &'a [u8]) -> Self {
        Self { rest }
    }

    fn find(&mut self, id: u32) -> Option<Element<'a>> {
        Iterator::find(self, |element| element.id == id)
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        let (id, length) = identifier(self.rest)?;
        let rest = self.rest.get(length..)?;
        let (size, length) = variable(rest)?;
        let is_unknown = size == (1 << (7 * length)) - 1;
        let rest = rest.get(length..)?;
        let size = if is_unknown {
            match id {
                SEGMENT => rest.len(),
                CLUSTER => cluster_length(rest),
                _ => return None,
            }
        } else {
            usize::try_from(size).ok()?
        };
        // A truncated element is useless, unless it contains complete elements.
        if size > rest.len() && !matches!(id, SEGMENT | CLUSTER) {
            self.rest = &[];
            return None;
        }
        let is_cut_off = size > rest.len();
        let (content, rest) = rest.split_at(size.min(rest.len()));
        self.rest = rest;
        Some(Element { id, content, is_cut_off })
    }
}

/// The length of a cluster of unknown length: up to the next element at the level of clusters.
fn cluster_length(content: &[u8]) -> usize {
    let mut elements = Elements::new(content);
    loop {
        let left = elements.rest.len();
        // Only direct children of the segment have ids of four bytes.
        if matches!(identifier(elements.rest), Some((_, 4))) || elements.next().is_none() {
            return content.len() - left;
        }
    }
}

/// An id, with its length marker.
fn identifier(bytes: &[u8]) -> Option<(u32, usize)> {
    let length = bytes.first()?.leading_zeros() as usize + 1;
    let name = bytes.get(..length).filter(|_| length <= 4)?;
    Some((name.iter().fold(0, |id, byte| id << 8 | u32::from(*byte)), length))
}

/// A number, without its length marker.
fn variable(bytes: &[u8]) -> Option<(u64, usize)> {
    let first = *bytes.first()?;
    let length = first.leading_zeros() as usize + 1;
    let rest = bytes.get(1..length).filter(|_| length <= 8)?;
    let start = u64::from(first) & ((1 << (8 - length)) - 1);
    Some((rest.iter().fold(start, |number, byte| number << 8 | u64::from(*byte)), length))
}

fn write(written: &mut Vec<u8>, id: u32, content: &[u8]) {
    let id = id.to_be_bytes();
    written.extend_from_slice(&id[id.iter().take_while(|byte| **byte == 0).count()..]);
    // All lengths have eight bytes, so that rewriting the result changes nothing.
    written.extend_from_slice(&(content.len() as u64 | 1 << 56).to_be_bytes());
    written.extend_from_slice(content);
}

fn write_number(written: &mut Vec<u8>, id: u32, number: u64) {
    let bytes = number.to_be_bytes();
    let start = bytes.iter().take_while(|byte| **byte == 0).count().min(7);
    write(written, id, &bytes[start..]);
}
