use super::Failure;
use super::meta::Meta;
use crate::byte_reader::ByteReader;
use std::borrow::Cow;

/// Words of a place's head that say where its parts are counted from.
const IN_FILE: u16 = 0;
const IN_META: u16 = 1;

/// The AV1 data of a picture.
pub(super) fn bytes_of<'a>(meta: &Meta<'a>, item: u32, file: &'a [u8]) -> Result<Cow<'a, [u8]>, Failure> {
    find(meta, item, file).ok_or(Failure::Broken)
}

fn find<'a>(meta: &Meta<'a>, item: u32, file: &'a [u8]) -> Option<Cow<'a, [u8]>> {
    let mut table = meta.places;
    let (version, _) = table.version()?;
    let (offset_bytes, length_bytes) = halves(table.u8()?);
    let (base_bytes, index_bytes) = halves(table.u8()?);
    let (id_bytes, has_method) = (if version < 2 { 2 } else { 4 }, version > 0);
    let index_bytes = if has_method { index_bytes } else { 0 };
    let count = table.number(id_bytes)?;
    for _ in 0..count {
        let id = table.number(id_bytes)?;
        let method = if has_method { table.u16()? & 15 } else { IN_FILE };
        let _other_file = table.u16()?;
        let base = table.number(base_bytes)?;
        let parts = table.u16()?;
        let list = table.cut(usize::from(parts) * (index_bytes + offset_bytes + length_bytes))?;
        if id == u64::from(item) {
            let whole = match method {
                IN_FILE => file,
                IN_META => meta.data?.0,
                _ => return None,
            };
            let mut list = ByteReader(list);
            return join(parts, whole, || {
                list.cut(index_bytes)?;
                Some((base.checked_add(list.number(offset_bytes)?)?, list.number(length_bytes)?))
            });
        }
    }
    None
}

/// Puts the parts together. They may not be more than the whole file, or a short list could ask for any amount of memory.
fn join<'a>(parts: u16, whole: &'a [u8], mut next: impl FnMut() -> Option<(u64, u64)>) -> Option<Cow<'a, [u8]>> {
    let mut part = || {
        let (start, length) = next()?;
        let rest = whole.get(usize::try_from(start).ok()?..)?;
        // A length that is not given reaches to the end.
        if length == 0 { Some(rest) } else { rest.get(..usize::try_from(length).ok()?) }
    };
    if parts == 1 {
        return part().map(Cow::Borrowed);
    }
    let mut joined = Vec::new();
    for _ in 0..parts {
        joined.extend_from_slice(part()?);
        if joined.len() > whole.len() {
            return None;
        }
    }
    Some(Cow::Owned(joined))
}

fn halves(byte: u8) -> (usize, usize) {
    (usize::from(byte >> 4), usize::from(byte & 15))
}
