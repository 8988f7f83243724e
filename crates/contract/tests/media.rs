//! Which files may be uploaded, and the messages about the others.

use akool_contract::media::{self, Evidence, KNOWN_FORMATS, MediaKind, Sniffed, UploadFormat};

const GUIDE: &str = include_str!("../../../docs/uploads.md");

#[test]
fn the_guide_lists_every_known_format_and_no_other() {
    let rows: Vec<&str> =
        GUIDE.lines().filter(|line| line.contains("| `image/") || line.contains("| `audio/")).collect();
    assert_eq!(rows.len(), KNOWN_FORMATS.len());
    for (row, format) in rows.iter().zip(KNOWN_FORMATS) {
        let extensions: Vec<String> = format.extensions.iter().map(|extension| format!(".{extension}")).collect();
        let (name, media_type, extensions) = (format.name, format.media_type, extensions.join(" "));
        let pixels = match format.max_pixels {
            0 => String::new(),
            pixels => format!("{} million", pixels / 1_000_000),
        };
        let (contents, evidence) = (format.contents, format.evidence.name());
        let expected = format!("| {name} | `{media_type}` | {extensions} | {contents} | {pixels} | {evidence} |");
        assert_eq!(*row, expected.replace("|  |", "| |"));
    }
}

#[test]
fn what_can_be_uploaded_is_known_to_more_than_the_simulator() {
    let known: Vec<&str> = KNOWN_FORMATS
        .iter()
        .filter(|format| format.evidence != Evidence::SimulatorOnly)
        .map(|format| format.name)
        .collect();
    assert_eq!(known, UploadFormat::ALL.map(UploadFormat::name));
    for format in UploadFormat::ALL.into_iter().filter(|format| format.kind() == MediaKind::Picture) {
        let known = KNOWN_FORMATS.iter().find(|known| known.name == format.name()).unwrap();
        assert_eq!(known.max_pixels, format.max_pixels());
    }
}

#[test]
fn the_guide_states_the_limits() {
    assert!(GUIDE.contains(&format!("at most {} MiB", media::MAX_FILE_BYTES >> 20)));
    assert!(GUIDE.contains(&media::too_many_pixels_message(media::MAX_PIXELS)));
    let (lowest, highest) = media::HEIGHTS;
    let [narrowest, widest] =
        [media::ASPECT_PERCENT.0, media::ASPECT_PERCENT.1].map(|percent| f64::from(percent) / 100.0);
    assert!(GUIDE.contains(&format!("{lowest} to {highest} pixels high")), "{lowest} {highest}");
    assert!(GUIDE.contains(&format!("{narrowest} to {widest} times as wide")), "{narrowest} {widest}");
    assert!(media::is_within(8_000, 6_000, media::MAX_PIXELS));
    assert!(
        !media::is_within(16_385, 10, media::MAX_PIXELS) && !media::is_within(8_000, 6_000, media::MAX_WEBP_PIXELS)
    );
}

#[test]
fn the_guide_has_every_message_about_another_format() {
    let heads: [&[u8]; 30] = [
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic",
        b"\0\0\0\x18ftypavif\0\0\0\0mif1avif",
        b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif",
        b"\0\0\0\x18ftypcrx \0\0\0\0",
        b"GIF89a\x01\0\x01\0",
        b"BM\x36\0\0\0\0\0\0\0",
        b"II\x2A\0\x08\0\0\0",
        b"MM\0\x2A\0\0\0\x08",
        b"\0\0\0\x0CJXL \r\n\x87\n",
        b"\0\0\0\x0CjP  \r\n\x87\n",
        b"8BPS\0\x01",
        b"\0\0\x01\0\x01\0\x10\x10",
        b"<svg xmlns='http://www.w3.org/2000/svg'>",
        b"\xEF\xBB\xBF\n<?xml version='1.0'?><svg>",
        b"RF64\xFF\xFF\xFF\xFFWAVE",
        b"FORM\0\0\0\0AIFF",
        b"FORM\0\0\0\0AIFC",
        b"#!AMR-WB\n",
        b"\x30\x26\xB2\x75\x8E\x66\xCF\x11",
        b"caff\0\x01\0\0",
        b"MThd\0\0\0\x06",
        b".snd\0\0\0\x18",
        b"\xFF\xFD\x84\0",
        b"\xFF\xFF\x84\0",
        b"RIFF\0\0\0\0AVI LIST",
        b"\0\0\x01\xBA\x44",
        b"FLV\x01\x05",
        b"%PDF-1.7",
        b"PK\x03\x04\x14\0",
    ];
    for head in heads {
        let Sniffed::Other(unusable) = UploadFormat::sniff(head) else { panic!("{head:?} is known by name") };
        assert_eq!(unusable.message(), format!("{} cannot be used. {}", unusable.found, unusable.advice));
        let row = GUIDE.lines().find(|line| {
            line.starts_with("| ")
                && line[2..]
                    .split(" | ")
                    .next()
                    .is_some_and(|found| found.split(" · ").any(|one| one == unusable.found))
        });
        assert!(row.is_some_and(|row| row.contains(unusable.advice)), "{unusable:?}");
    }
    for sentence in [media::HEIC.advice, media::EMPTY_MESSAGE] {
        assert!(GUIDE.contains(sentence), "{sentence}");
    }
    for message in [media::cut_off_message, media::damaged_message, media::no_sound_message] {
        assert!(GUIDE.contains(&message(UploadFormat::M4a)));
    }
}

#[test]
fn accepted_formats_are_recognised_by_their_first_bytes() {
    let heads: [(&[u8], UploadFormat); 14] = [
        (b"\x89PNG\r\n\x1a\n\0\0\0\x0DIHDR", UploadFormat::Png),
        (b"\xFF\xD8\xFF\xE0", UploadFormat::Jpeg),
        (b"RIFF\0\0\0\0WEBPVP8 ", UploadFormat::Webp),
        (b"ID3\x04\0\0", UploadFormat::Mp3),
        (b"\xFF\xFB\x90\x64", UploadFormat::Mp3),
        (b"\xFF\xF3\x40\xC4", UploadFormat::Mp3),
        (b"RIFF\0\0\0\0WAVEfmt ", UploadFormat::Wav),
        (b"\0\0\0\x20ftypM4A ", UploadFormat::M4a),
        (b"\0\0\0\x20ftyp3gp4", UploadFormat::M4a),
        (b"\xFF\xF1\x50\x80", UploadFormat::Aac),
        (b"\xFF\xF9\x50\x80", UploadFormat::Aac),
        (b"OggS\0\x02", UploadFormat::Ogg),
        (b"fLaC\0\0\0\x22", UploadFormat::Flac),
        (b"\x1A\x45\xDF\xA3\x9F", UploadFormat::Webm),
    ];
    for (head, format) in heads {
        assert_eq!(UploadFormat::sniff(head), Sniffed::Upload(format), "{head:?}");
    }
    for head in [b"".as_slice(), b"\x89PNG", b"hello", b"\xFF\xFF\xFF\xFF", b"RIFF\0\0\0\0CDDA"] {
        assert_eq!(UploadFormat::sniff(head), Sniffed::Unknown, "{head:?}");
    }
}

#[test]
fn a_media_type_is_recognised_by_each_of_its_names() {
    for format in UploadFormat::ALL {
        assert_eq!(UploadFormat::of_media_type(format.media_type()), Some(format));
    }
    for (name, format) in [
        ("image/jpg", UploadFormat::Jpeg),
        ("Audio/MPEG; rate=1", UploadFormat::Mp3),
        ("audio/x-wav", UploadFormat::Wav),
        ("audio/x-m4a", UploadFormat::M4a),
        ("audio/webm;codecs=opus", UploadFormat::Webm),
        ("video/webm", UploadFormat::Webm),
        ("audio/3gpp", UploadFormat::M4a),
    ] {
        assert_eq!(UploadFormat::of_media_type(name), Some(format), "{name}");
    }
    for other in ["", "image/svg+xml", "text/html", "audio/midi"] {
        assert_eq!(UploadFormat::of_media_type(other), None, "{other}");
    }
}

#[test]
fn the_accept_attribute_lists_the_accepted_formats() {
    assert_eq!(media::accept(MediaKind::Picture), "image/png,image/jpeg,image/webp");
    assert_eq!(
        media::accept(MediaKind::Sound),
        "audio/mpeg,.mp3,audio/wav,.wav,audio/mp4,.m4a,.mp4,.3gp,.3g2,audio/aac,.aac,audio/ogg,.ogg,.oga,.opus,audio/flac,.flac,\
         audio/webm,.webm,.weba"
    );
}

#[test]
fn the_file_inputs_of_the_page_and_the_element_accept_the_same_formats() {
    let page = include_str!("../../../www/index.html");
    let element = include_str!("../../../pkg-template/src/store/element-content.ts");
    // The page has other pictures converted.
    let pictures = [&media::accept(MediaKind::Picture), media::CONVERTED_PICTURES].join(",");
    for accepted in [pictures, media::accept(MediaKind::Sound)] {
        let attribute = format!("accept=\"{accepted}\"");
        assert_eq!(page.matches(&attribute).count(), 1, "{attribute}");
    }
    assert_eq!(page.matches("accept=").count(), 2);
    assert!(element.contains(&format!("accept: \"{}\"", media::accept(MediaKind::Picture))));
    assert_eq!(element.matches("accept").count(), 1);
}
