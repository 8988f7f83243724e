use super::Failure;
use super::color::Coding;
use super::grid::Part;
use crate::byte_reader::ByteReader;
use crate::size::Size;
use image::metadata::Orientation;

/// The metadata of the pictures in a file.
pub(super) struct Meta<'a> {
    /// The picture to show.
    pub primary: u32,
    /// The table of the locations of pictures.
    pub places: ByteReader<'a>,
    /// Pictures that lie among these words.
    pub data: Option<ByteReader<'a>>,
    items: ByteReader<'a>,
    references: Option<ByteReader<'a>>,
    properties: ByteReader<'a>,
    owners: ByteReader<'a>,
}

/// A property of a picture.
struct Property<'a> {
    name: [u8; 4],
    content: ByteReader<'a>,
    must_be_understood: bool,
}

const ALPHA: [&[u8]; 2] = [b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0", b"urn:mpeg:hevc:2015:auxid:1\0"];

/// Properties that are applied or do not change what is seen.
const UNDERSTOOD: [&[u8; 4]; 9] = [b"clap", b"av1C", b"ispe", b"pixi", b"colr", b"irot", b"imir", b"pasp", b"auxC"];

impl<'a> Meta<'a> {
    pub fn read(mut content: ByteReader<'a>) -> Result<Self, Failure> {
        content.version().ok_or(Failure::Broken)?;
        let required = |name| content.find(name).ok_or(Failure::Broken);
        let primary = read_primary(required(b"pitm")?).ok_or(Failure::Broken)?;
        let items = required(b"iinf")?;
        if !matches!(&item_type(items, primary).ok_or(Failure::Broken)?, b"av01" | b"grid") {
            return Err(Failure::Unsupported("is not coded as AV1"));
        }
        let shared = required(b"iprp")?;
        let meta = Self {
            primary,
            items,
            places: required(b"iloc")?,
            data: content.find(b"idat"),
            references: content.find(b"iref"),
            properties: shared.find(b"ipco").ok_or(Failure::Broken)?,
            owners: shared.find(b"ipma").ok_or(Failure::Broken)?,
        };
        if meta.of(primary).any(|property| property.must_be_understood && !UNDERSTOOD.contains(&&property.name)) {
            return Err(Failure::Unsupported("has layers or changes not known here"));
        }
        Ok(meta)
    }

    /// The alpha picture of the primary one.
    pub fn alpha(&self) -> Option<u32> {
        let candidates = self.references_of(b"auxl").filter(|(_, to)| *to == self.primary).map(|(from, _)| from);
        candidates.into_iter().find(|&item| item != self.primary && self.of(item).any(|property| property.is_alpha()))
    }

    /// Whether the primary picture's colours are multiplied by their opacity already.
    pub fn is_premultiplied(&self, alpha: u32) -> bool {
        self.references_of(b"prem").any(|reference| reference == (self.primary, alpha))
    }

    /// The type of a picture.
    pub fn item_type(&self, item: u32) -> Result<[u8; 4], Failure> {
        item_type(self.items, item).ok_or(Failure::Broken)
    }

    /// The tiles that a picture is put together from.
    pub fn tiles(&self, item: u32) -> Vec<u32> {
        self.references_of(b"dimg").filter(|(from, _)| *from == item).map(|(_, to)| to).collect()
    }

    /// How the colours of a picture are coded, if the file says so; this overrides the picture itself.
    pub fn coding(&self, item: u32) -> Option<Coding> {
        self.colours_of(item).find_map(|(kind, mut content)| {
            (&kind == b"nclx").then_some(())?;
            let (primaries, transfer, matrix) = (content.u16()?, content.u16()?, content.u16()?);
            let is_full_range = content.u8()? & 0x80 != 0;
            let known = |number| u8::try_from(number).unwrap_or(2);
            Some(Coding { matrix, is_full_range, primaries: known(primaries), transfer: known(transfer) })
        })
    }

    /// The ICC profile of a picture.
    pub fn icc(&self, item: u32) -> Option<&'a [u8]> {
        self.colours_of(item).find_map(|(kind, content)| matches!(&kind, b"prof" | b"rICC").then_some(content.0))
    }

    /// What the file says of the colours of a picture.
    fn colours_of(&self, item: u32) -> impl Iterator<Item = ([u8; 4], ByteReader<'a>)> {
        self.of(item).filter(|property| &property.name == b"colr").filter_map(|property| {
            let mut content = property.content;
            Some((content.name()?, content))
        })
    }

    /// The part of the main picture that is to be shown, if that is not all of it.
    pub fn crop(&self, size: Size) -> Result<Option<Part>, Failure> {
        let Some(property) = self.of(self.primary).find(|property| &property.name == b"clap") else { return Ok(None) };
        let mut content = property.content;
        let mut fraction = || {
            let (numerator, denominator) = (content.u32()? as i32, content.u32()? as i32);
            (denominator > 0).then(|| f64::from(numerator) / f64::from(denominator))
        };
        let mut read = || Some((fraction()?, fraction()?, fraction()?, fraction()?));
        let (width, height, right, down) = read().ok_or(Failure::Broken)?;
        let start = |whole: u32, part: f64, offset: f64| ((f64::from(whole) - part) / 2.0 + offset).round();
        let (left, top) = (start(size.width, width, right), start(size.height, height, down));
        let is_inside = left >= 0.0
            && top >= 0.0
            && width >= 1.0
            && height >= 1.0
            && left + width.floor() <= f64::from(size.width)
            && top + height.floor() <= f64::from(size.height);
        if !is_inside {
            return Err(Failure::Broken);
        }
        let part = Size { width: width as u32, height: height as u32 };
        Ok(Some(Part { left: left as usize, top: top as usize, size: part }))
    }

    /// How it is to be turned and then mirrored.
    pub fn orientation(&self) -> Result<Orientation, Failure> {
        let byte_of = |name: &[u8; 4]| match self.of(self.primary).find(|property| &property.name == name) {
            Some(mut property) => property.content.u8().map(Some).ok_or(Failure::Broken),
            None => Ok(None),
        };
        let anticlockwise = byte_of(b"irot")?.unwrap_or(0) & 3;
        Ok(match (anticlockwise, byte_of(b"imir")?.map(|axis| axis & 1)) {
            (0, None) => Orientation::NoTransforms,
            (1, None) => Orientation::Rotate270,
            (2, None) => Orientation::Rotate180,
            (_, None) => Orientation::Rotate90,
            (0, Some(1)) | (2, Some(0)) => Orientation::FlipHorizontal,
            (0 | 2, Some(_)) => Orientation::FlipVertical,
            (1, Some(1)) | (3, Some(0)) => Orientation::Rotate270FlipH,
            (_, Some(_)) => Orientation::Rotate90FlipH,
        })
    }

    /// The properties of a picture.
    fn of(&self, item: u32) -> impl Iterator<Item = Property<'a>> {
        let properties = self.properties;
        self.owned(item).filter_map(move |(index, must_be_understood)| {
            let (name, content) = properties.boxes().nth(index.checked_sub(1)?)?;
            Some(Property { name, content, must_be_understood })
        })
    }

    /// Numbers of a picture's properties, counted from 1, and whether each must be understood.
    fn owned(&self, item: u32) -> impl Iterator<Item = (usize, bool)> + use<'a> {
        let mut owners = self.owners;
        let head = owners.version().and_then(|head| Some((head, owners.u32()?)));
        let ((version, flags), count) = head.unwrap_or_default();
        let (id_bytes, index_bytes) = (if version < 1 { 2 } else { 4 }, if flags & 1 == 0 { 1 } else { 2 });
        let mut found = ByteReader(&[]);
        for _ in 0..count {
            let Some(owner) = owners.number(id_bytes) else { break };
            let Some(list) = owners.u8().and_then(|count| owners.cut(usize::from(count) * index_bytes)) else { break };
            if owner == u64::from(item) {
                found = ByteReader(list);
                break;
            }
        }
        std::iter::from_fn(move || {
            let word = found.number(index_bytes)? as usize;
            let essential = 1 << (index_bytes * 8 - 1);
            Some((word & (essential - 1), word & essential != 0))
        })
    }

    /// Which picture refers to which, in one sense of the word.
    fn references_of(&self, name: &'static [u8; 4]) -> impl Iterator<Item = (u32, u32)> {
        let mut lists = self.references.unwrap_or(ByteReader(&[]));
        let version = lists.version().map_or(0, |(version, _)| version);
        let id_bytes = if version == 0 { 2 } else { 4 };
        lists.boxes().filter(move |(found, _)| found == name).flat_map(move |(_, mut list)| {
            let from = list.number(id_bytes).unwrap_or_default() as u32;
            let count = list.u16().unwrap_or_default();
            (0..count).map_while(move |_| Some((from, list.number(id_bytes)? as u32)))
        })
    }
}

impl Property<'_> {
    fn is_alpha(&self) -> bool {
        let mut content = self.content;
        &self.name == b"auxC" && content.version().is_some() && ALPHA.iter().any(|kind| content.0.starts_with(kind))
    }
}

fn read_primary(mut content: ByteReader) -> Option<u32> {
    let (version, _) = content.version()?;
    content.number(if version == 0 { 2 } else { 4 }).map(|id| id as u32)
}

fn item_type(mut content: ByteReader, item: u32) -> Option<[u8; 4]> {
    let (version, _) = content.version()?;
    content.number(if version == 0 { 2 } else { 4 })?;
    content.boxes().filter(|(name, _)| name == b"infe").find_map(|(_, mut entry)| {
        let (version, _) = entry.version()?;
        let id = entry.number(if version < 3 { 2 } else { 4 })?;
        let _protection = entry.u16()?;
        (id == u64::from(item)).then(|| entry.name()).flatten()
    })
}
