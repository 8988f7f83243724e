/// The properties of an MP4 file that need no decoding.
#[derive(Debug)]
pub struct Mp4 {
    /// Names of the top-level boxes, in order.
    pub boxes: Vec<String>,
    /// Pixels of the video track.
    pub width: u32,
    /// Pixels of the video track.
    pub height: u32,
    /// Length of the whole.
    pub seconds: f64,
    /// Handlers of the tracks: `vide`, `soun`.
    pub handlers: Vec<String>,
}

impl Mp4 {
    /// Reads the boxes; `None` if the file is not a complete MP4 file.
    pub fn read(file: &[u8]) -> Option<Self> {
        let outer = boxes(file)?;
        let inner = boxes(find(&outer, "moov")?)?;
        let header = find(&inner, "mvhd")?;
        let (scale, duration) = match header.first()? {
            0 => (number(header, 12)?, u64::from(number(header, 16)?)),
            _ => (number(header, 20)?, u64::from(number(header, 24)?) << 32 | u64::from(number(header, 28)?)),
        };
        let (mut width, mut height, mut handlers) = (0, 0, Vec::new());
        for (_, track) in inner.iter().filter(|(name, _)| name == "trak") {
            let parts = boxes(track)?;
            let media = boxes(find(&parts, "mdia")?)?;
            let handler = String::from_utf8_lossy(find(&media, "hdlr")?.get(8..12)?).into_owned();
            if handler == "vide" {
                let head = find(&parts, "tkhd")?;
                // Fixed-point numbers at the end of the box.
                width = number(head, head.len().checked_sub(8)?)? >> 16;
                height = number(head, head.len().checked_sub(4)?)? >> 16;
            }
            handlers.push(handler);
        }
        let seconds = duration as f64 / f64::from(scale.max(1));
        Some(Self { boxes: outer.into_iter().map(|(name, _)| name).collect(), width, height, seconds, handlers })
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes(four.try_into().ok()?))
}

fn boxes(mut bytes: &[u8]) -> Option<Vec<(String, &[u8])>> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let name = String::from_utf8_lossy(bytes.get(4..8)?).into_owned();
        let (head, length) = match number(bytes, 0)? as usize {
            0 => (8, bytes.len()),
            1 => (16, (number(bytes, 8)? as usize) << 32 | number(bytes, 12)? as usize),
            length => (8, length),
        };
        found.push((name, bytes.get(head..length)?));
        bytes = bytes.get(length..)?;
    }
    Some(found)
}

fn find<'a>(boxes: &[(String, &'a [u8])], name: &str) -> Option<&'a [u8]> {
    boxes.iter().find(|(other, _)| other == name).map(|(_, content)| *content)
}
