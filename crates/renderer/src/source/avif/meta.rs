use super::Fault;
use super::color::Coding;
use crate::byte_reader::ByteReader;
use image::metadata::Orientation;

/// The metadata of the pictures in a file.
pub(super) struct Meta<'a> {
    /// The picture to show.
    pub primary: u32,
    /// The table of the locations of pictures.
    pub places: ByteReader<'a>,
    /// Pictures that lie among these words.
    pub data: Option<ByteReader<'a>>,
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
const UNDERSTOOD: [&[u8; 4]; 8] = [b"av1C", b"ispe", b"pixi", b"colr", b"irot", b"imir", b"pasp", b"auxC"];

impl<'a> Meta<'a> {
    pub fn read(mut content: ByteReader<'a>) -> Result<Self, Fault> {
        content.version().ok_or(Fault::Broken)?;
        let required = |name| content.find(name).ok_or(Fault::Broken);
        let primary = read_primary(required(b"pitm")?).ok_or(Fault::Broken)?;
        match item_type(required(b"iinf")?, primary).ok_or(Fault::Broken)? {
            [b'a', b'v', b'0', b'1'] => {}
            [b'g', b'r', b'i', b'd'] => return Err(Fault::Unsupported("is put together from tiles")),
            _ => return Err(Fault::Unsupported("is not coded as AV1")),
        }
        let shared = required(b"iprp")?;
        let meta = Self {
            primary,
            places: required(b"iloc")?,
            data: content.find(b"idat"),
            references: content.find(b"iref"),
            properties: shared.find(b"ipco").ok_or(Fault::Broken)?,
            owners: shared.find(b"ipma").ok_or(Fault::Broken)?,
        };
        if meta.of(primary).any(|property| property.must_be_understood && !UNDERSTOOD.contains(&&property.name)) {
            return Err(Fault::Unsupported("has to be cut or layered in a way not known here"));
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

    /// How its colours are coded, if the file says so; this overrides the picture itself.
    pub fn coding(&self) -> Option<Coding> {
        self.of(self.primary).filter(|property| &property.name == b"colr").find_map(|property| {
            let mut content = property.content;
            (&content.name()? == b"nclx").then_some(())?;
            let (_primaries, _transfer) = (content.u16()?, content.u16()?);
            Some(Coding { matrix: content.u16()?, is_full_range: content.u8()? & 0x80 != 0 })
        })
    }

    /// How it is to be turned and then mirrored.
    pub fn orientation(&self) -> Result<Orientation, Fault> {
        let byte_of = |name: &[u8; 4]| match self.of(self.primary).find(|property| &property.name == name) {
            Some(mut property) => property.content.u8().map(Some).ok_or(Fault::Broken),
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
