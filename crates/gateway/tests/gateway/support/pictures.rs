//! Small pictures made by hand, with the things in them that must not come out again.

pub const SECRET_TEXT: &[u8] = b"taken at 52.5200 N 13.4050 E";

/// A valid PNG of 4 × 4 pixels with a text chunk and a tail after its end.
pub fn png() -> Vec<u8> {
    png_sized(4, 4)
}

/// A PNG whose header claims a size.
pub fn png_sized(width: u32, height: u32) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let pixels = stored_zlib(&[0; 4 * 13]);
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &header),
        chunk(b"tEXt", &[b"Comment\0", SECRET_TEXT].concat()),
        chunk(b"IDAT", &pixels),
        chunk(b"IEND", b""),
        b"PK\x03\x04<script>alert(1)</script>".to_vec(),
    ]
    .concat()
}

/// A JPEG's structure (its one scan is not real data) with EXIF, XMP, a comment, and a tail after its end.
pub fn jpeg(orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0II\x2A\0\x08\0\0\0\x02\0".to_vec();
    exif.extend_from_slice(&[0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    exif.extend_from_slice(&[0x0E, 0x01, 2, 0, 28, 0, 0, 0, 38, 0, 0, 0, 0, 0, 0, 0]);
    exif.extend_from_slice(SECRET_TEXT);
    [
        vec![0xFF, 0xD8],
        segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        segment(0xE1, &exif),
        segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", SECRET_TEXT].concat()),
        segment(0xDB, &[0; 65]),
        segment(0xC0, &[8, 0, 4, 0, 4, 1, 1, 0x11, 0]),
        segment(0xFE, SECRET_TEXT),
        segment(0xDA, &[1, 1, 0, 0, 63, 0]),
        vec![0x12, 0x34, 0xFF, 0x00, 0x56],
        vec![0xFF, 0xD9],
        b"PK\x03\x04<script>alert(1)</script>".to_vec(),
    ]
    .concat()
}

/// A WebP with EXIF and XMP; animated if asked for.
pub fn webp(animated: bool) -> Vec<u8> {
    let flags = 0x08 | 0x04 | if animated { 0x02 } else { 0 };
    // A lossless picture: signature, then 14 bits each for width and height less one.
    let picture = riff(b"VP8L", &[0x2F, 3, 0xC0, 0, 0, 0, 0, 0]);
    // Place, size less one, duration and flags.
    let frame = riff(b"ANMF", &[&[0, 0, 0, 0, 0, 0, 3, 0, 0, 3, 0, 0, 100, 0, 0, 0], picture.as_slice()].concat());
    let pictures = if animated { [riff(b"ANIM", &[0; 6]), frame.clone(), frame].concat() } else { picture };
    let parts = [
        riff(b"VP8X", &[flags, 0, 0, 0, 3, 0, 0, 3, 0, 0]),
        pictures,
        riff(b"EXIF", SECRET_TEXT),
        riff(b"XMP ", SECRET_TEXT),
    ]
    .concat();
    riff(b"RIFF", &[b"WEBP".as_slice(), &parts].concat())
}

/// Pictures in each of whose odd places something is hidden.
pub fn hiding(secret: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let header = [&4_u32.to_be_bytes()[..], &4_u32.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let png = |kind: &[u8; 4], content: &[u8]| {
        let parts =
            [chunk(b"IHDR", &header), chunk(kind, content), chunk(b"IDAT", &stored_zlib(&[0; 4 * 13]))].concat();
        [b"\x89PNG\r\n\x1a\n".as_slice(), &parts, &chunk(b"IEND", b"")].concat()
    };
    let mut pictures = Vec::new();
    for kind in [b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"tIME", b"prVt", b"gAMA", b"cHRM", b"sBIT", b"acTL", b"caBX"] {
        pictures.push(("PNG", png(kind, secret)));
    }
    pictures.push(("a PNG's profile by name", png(b"iCCP", &[secret, b"\0\0", &stored_zlib(b"profile")].concat())));

    let jpeg = |before: Vec<u8>, inside: Vec<u8>| {
        let (tables, frame) = (segment(0xDB, &[0; 65]), segment(0xC2, &[8, 0, 4, 0, 4, 1, 1, 0x11, 0]));
        let scan = [segment(0xDA, &[1, 1, 0, 0, 63, 0]), vec![0x12, 0x34, 0xFF, 0x00, 0x56]].concat();
        [&[0xFF, 0xD8], before.as_slice(), &tables, &frame, &scan, &inside, &scan, &[0xFF, 0xD9]].concat()
    };
    let thumbnail = [b"JFIF\0\x01\x01\0\0\x01\0\x01\x05\x05".as_slice(), secret, &[0; 20]].concat();
    let adobe = [b"Adobe\0\x64\0\0\0\0\0".as_slice(), secret].concat();
    let table = [&[0; 65], secret].concat();
    for (name, hidden) in [
        ("a JPEG's thumbnail", segment(0xE0, &thumbnail)),
        ("a JPEG's colours", segment(0xEE, &adobe)),
        ("a JPEG's tables", segment(0xDB, &table)),
        ("a JPEG's comment", segment(0xFE, secret)),
        ("a JPEG's application", segment(0xED, secret)),
        ("a JPEG's extension", segment(0xF5, secret)),
        ("a JPEG's multiple pictures", segment(0xE2, &[b"MPF\0", secret].concat())),
    ] {
        pictures.push((name, jpeg(hidden.clone(), Vec::new())));
        pictures.push((name, jpeg(Vec::new(), hidden)));
    }

    let extended = [riff(b"VP8X", &[&[0, 0, 0, 0, 3, 0, 0, 3, 0, 0], secret].concat()), lossless()].concat();
    for (name, chunks, tail) in [
        ("a WebP's head", extended.clone(), Vec::new()),
        ("a WebP's unknown chunk", [lossless(), riff(b"note", secret)].concat(), Vec::new()),
        ("a WebP's second picture", [lossless(), riff(b"VP8L", secret)].concat(), Vec::new()),
        ("behind a WebP", lossless(), secret.to_vec()),
    ] {
        pictures.push((name, [riff(b"RIFF", &[b"WEBP".as_slice(), &chunks].concat()), tail].concat()));
    }
    pictures
}

/// A WebP that is shown turned.
pub fn turned_webp(orientation: u8) -> Vec<u8> {
    let exif =
        [b"II\x2A\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".as_slice(), &[orientation, 0, 0, 0], &[0; 4]].concat();
    let parts = [riff(b"VP8X", &[8, 0, 0, 0, 3, 0, 0, 3, 0, 0]), lossless(), riff(b"EXIF", &exif)].concat();
    riff(b"RIFF", &[b"WEBP".as_slice(), &parts].concat())
}

/// A lossless picture: signature, then 14 bits each for width and height less one.
fn lossless() -> Vec<u8> {
    riff(b"VP8L", &[0x2F, 3, 0xC0, 0, 0, 0, 0, 0])
}

pub fn contains_secret(bytes: &[u8]) -> bool {
    bytes.windows(SECRET_TEXT.len()).any(|window| window == SECRET_TEXT)
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = (content.len() as u16 + 2).to_be_bytes();
    [&[0xFF, marker], length.as_slice(), content].concat()
}

fn riff(id: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let padding = vec![0; content.len() % 2];
    [id.as_slice(), &(content.len() as u32).to_le_bytes(), content, &padding].concat()
}

fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let body = [kind.as_slice(), content].concat();
    [&(content.len() as u32).to_be_bytes(), body.as_slice(), &crc32(&body).to_be_bytes()].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |mut crc, byte| {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg());
        }
        crc
    })
}

/// zlib without compression.
fn stored_zlib(bytes: &[u8]) -> Vec<u8> {
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in bytes {
        a = (a + u32::from(*byte)) % 65521;
        b = (b + a) % 65521;
    }
    let length = bytes.len() as u16;
    [&[0x78, 0x01, 0x01], &length.to_le_bytes()[..], &(!length).to_le_bytes(), bytes, &(b << 16 | a).to_be_bytes()]
        .concat()
}
