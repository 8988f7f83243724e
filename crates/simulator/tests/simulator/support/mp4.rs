/// What the tests need to know of an MP4 file, read from its boxes.
#[derive(Debug)]
pub struct Mp4 {
    /// Names of the outermost boxes, in order.
    pub boxes: Vec<String>,
    /// Pixels of the video track.
    pub width: u32,
    /// Pixels of the video track.
    pub height: u32,
    /// Of the whole.
    pub seconds: f64,
    /// Handlers of the tracks: `vide`, `soun`.
    pub handlers: Vec<String>,
}

impl Mp4 {
    pub fn read(file: &[u8]) -> Self {
        let outer = boxes(file);
        let moov = find(&outer, "moov");
        let inner = boxes(moov);
        let header = find(&inner, "mvhd");
        let (scale, duration) = match header[0] {
            0 => (number(header, 12), u64::from(number(header, 16))),
            _ => (number(header, 20), u64::from(number(header, 24)) << 32 | u64::from(number(header, 28))),
        };
        let (mut width, mut height, mut handlers) = (0, 0, Vec::new());
        for (_, track) in inner.iter().filter(|(name, _)| name == "trak") {
            let parts = boxes(track);
            let media = boxes(find(&parts, "mdia"));
            let handler = String::from_utf8_lossy(&find(&media, "hdlr")[8..12]).into_owned();
            if handler == "vide" {
                let head = find(&parts, "tkhd");
                // Fixed-point numbers at the end of the box.
                width = number(head, head.len() - 8) >> 16;
                height = number(head, head.len() - 4) >> 16;
            }
            handlers.push(handler);
        }
        Self {
            boxes: outer.into_iter().map(|(name, _)| name).collect(),
            width,
            height,
            seconds: duration as f64 / f64::from(scale),
            handlers,
        }
    }
}

fn number(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"))
}

fn boxes(mut bytes: &[u8]) -> Vec<(String, &[u8])> {
    let mut found = Vec::new();
    while bytes.len() >= 8 {
        let name = String::from_utf8_lossy(&bytes[4..8]).into_owned();
        let (head, length) = match number(bytes, 0) as usize {
            0 => (8, bytes.len()),
            1 => (16, (number(bytes, 8) as usize) << 32 | number(bytes, 12) as usize),
            length => (8, length),
        };
        assert!(length >= head && length <= bytes.len(), "box {name} of {length} bytes fits");
        found.push((name, &bytes[head..length]));
        bytes = &bytes[length..];
    }
    found
}

fn find<'a>(boxes: &[(String, &'a [u8])], name: &str) -> &'a [u8] {
    boxes.iter().find(|(other, _)| other == name).unwrap_or_else(|| panic!("a box {name}")).1
}
