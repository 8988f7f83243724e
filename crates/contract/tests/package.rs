//! The npm package recognises files without the module. Its TypeScript has a copy of the list of formats and of the limits; each of these
//! tests reads both sources, so neither changes alone.

use akool_contract::media::{self, MediaKind, SNIFF_BYTES, Sniffed, Unusable, UploadFormat};
use std::collections::BTreeSet;

const SNIFF: &str = include_str!("../../../pkg-template/src/files/sniff.ts");
const PICTURE: &str = include_str!("../../../pkg-template/src/files/picture.ts");
/// What the contract recognises, as source: its patterns cannot be listed in another way.
const CONTRACT_SNIFF: &str = include_str!("../src/media/sniff.rs");

/// What follows `const NAME = `, up to the semicolon that ends the line.
fn constant<'a>(source: &'a str, name: &str) -> &'a str {
    let start = [name, " ="].concat();
    let (_, rest) = source.split_once(&start).unwrap_or_else(|| panic!("{name} is defined"));
    rest.split_once(";\n").expect("an end").0.trim()
}

/// The product of numbers as TypeScript writes them.
fn product(source: &str, name: &str) -> usize {
    let factors = constant(source, name).split('*');
    factors.map(|factor| factor.trim().replace('_', "").parse::<usize>().expect("a number")).product()
}

/// The string literals right behind each `call(`.
fn first_arguments<'a>(source: &'a str, call: &str) -> BTreeSet<&'a str> {
    let start = [call, "(\""].concat();
    let is_name = |character: char| character.is_alphanumeric() || character == '_';
    let calls = source.match_indices(&start).filter(|(at, _)| !source[..*at].ends_with(is_name));
    calls.map(|(at, _)| source[at + start.len()..].split('"').next().expect("a literal")).collect()
}

/// The text of a TypeScript literal, a byte for each character.
fn unescape(literal: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = literal.as_bytes();
    while let [first, tail @ ..] = rest {
        let (byte, after) = match (first, tail) {
            (b'\\', [b'x', high, low, after @ ..]) => {
                let digits = [*high, *low];
                let digits = std::str::from_utf8(&digits).expect("digits");
                (u8::from_str_radix(digits, 16).expect("digits"), after)
            }
            (b'\\', [b'0', after @ ..]) => (0, after),
            (b'\\', [b'r', after @ ..]) => (b'\r', after),
            (b'\\', [b'n', after @ ..]) => (b'\n', after),
            (b'\\', _) => panic!("an escape that is not known here: {literal}"),
            _ => (*first, tail),
        };
        bytes.push(byte);
        rest = after;
    }
    bytes
}

#[test]
fn the_package_has_the_same_limits() {
    assert_eq!(product(PICTURE, "MAXIMUM_BYTES"), media::MAX_FILE_BYTES);
    assert!(PICTURE.contains(&format!("of at most {} MiB", media::MAX_FILE_BYTES >> 20)));
    assert_eq!(product(PICTURE, "MAXIMUM_SIDE"), media::MAX_SIDE as usize);
    assert_eq!(product(SNIFF, "HEAD_BYTES"), SNIFF_BYTES);

    // `{ WebP: 24, other: 50 }`: millions for some formats, and for all others.
    let limits = constant(PICTURE, "MAXIMUM_PIXELS").trim_matches(['{', '}', ' ']);
    let limits: Vec<(&str, u32)> = limits
        .split(", ")
        .map(|limit| limit.split_once(": ").expect("a limit"))
        .map(|(name, millions)| (name, millions.parse::<u32>().expect("a number") * 1_000_000))
        .collect();
    let (last, named) = limits.split_last().expect("a limit for all others");
    assert_eq!(last.0, "other");
    for format in UploadFormat::ALL.into_iter().filter(|format| format.kind() == MediaKind::Picture) {
        let own = named.iter().find(|(name, _)| *name == format.name()).unwrap_or(last);
        assert_eq!(own.1, format.max_pixels(), "{format:?}");
    }
    for (name, _) in named {
        assert!(UploadFormat::ALL.iter().any(|format| format.name() == *name), "{name}");
        assert!(PICTURE.contains(&format!("name === \"{name}\" ? MAXIMUM_PIXELS.{name} : MAXIMUM_PIXELS.other")));
    }

    let range = |low: String, high: String| format!("{{ minimum: {low}, maximum: {high} }}");
    let (lowest, highest) = media::HEIGHTS;
    assert_eq!(constant(PICTURE, "HEIGHT"), range(lowest.to_string(), highest.to_string()));
    let [narrowest, widest] =
        [media::ASPECT_PERCENT.0, media::ASPECT_PERCENT.1].map(|percent| f64::from(percent) / 100.0);
    assert_eq!(constant(PICTURE, "ASPECT"), range(narrowest.to_string(), widest.to_string()));

    let message = media::too_many_pixels_message(50_000_000);
    let template = message.replace(&media::MAX_SIDE.to_string(), "${MAXIMUM_SIDE}").replace("50", "${millions}");
    assert!(PICTURE.contains(&template), "{template}");
}

#[test]
fn the_package_takes_the_same_formats() {
    let mut found = BTreeSet::new();
    for (call, kind) in [("picture", "image"), ("sound", "audio")] {
        for name in first_arguments(SNIFF, call) {
            let (_, rest) = SNIFF.split_once(&format!("{call}(\"{name}\", \"")).expect("a media type");
            found.insert((name, [kind, "/", rest.split('"').next().expect("a literal")].concat()));
        }
    }
    let expected = UploadFormat::ALL.map(|format| (format.name(), format.media_type().to_owned()));
    assert_eq!(found, BTreeSet::from(expected));
}

#[test]
fn the_package_rejects_the_same_formats_by_name() {
    type Make = fn(&'static str) -> Unusable;
    let kinds: [(&str, &str, Make); 4] = [
        ("otherPicture", "Unusable::picture", Unusable::picture),
        ("otherSound", "Unusable::sound", Unusable::sound),
        ("video", "Unusable::video", Unusable::video),
        ("other", "Unusable::other", Unusable::other),
    ];
    for (in_package, in_contract, _) in kinds {
        assert_eq!(first_arguments(SNIFF, in_package), first_arguments(CONTRACT_SNIFF, in_contract), "{in_package}");
    }
    let mut with_own_advice = first_arguments(CONTRACT_SNIFF, "Unusable::simulator_picture");
    with_own_advice.extend(first_arguments(CONTRACT_SNIFF, "Unusable::simulator_sound"));
    with_own_advice.insert(media::HEIC.found);
    assert_eq!(first_arguments(SNIFF, "message"), with_own_advice);

    let advice = |name| constant(SNIFF, name).trim_matches('"');
    let names = ["CONVERT_PICTURE", "CONVERT_SOUND", "EXPORT", "CHOOSE_ANOTHER"];
    for ((_, _, make), name) in kinds.into_iter().zip(names) {
        assert_eq!(advice(name), make("").advice);
    }
    for (unusable, name) in
        [(Unusable::simulator_picture(""), "CONVERT_PICTURE"), (Unusable::simulator_sound(""), "CONVERT_SOUND")]
    {
        assert_eq!(format!("{} {}", advice("SIMULATOR_ONLY"), advice(name)), unusable.advice);
    }
    assert_eq!(advice("EXPORT_HEIC"), media::HEIC.advice);
    assert!(SNIFF.contains(media::EMPTY_MESSAGE));
    assert!(SNIFF.contains(&media::UNKNOWN_MESSAGE.replace(advice("CHOOSE_ANOTHER"), "${CHOOSE_ANOTHER}")));
}

#[test]
fn the_package_recognises_files_by_the_same_bytes() {
    let table = constant(SNIFF, "rules: Rule[]");
    let rules: Vec<&str> =
        table.lines().map(str::trim).filter(|line| line.starts_with('[') && line.len() > 1).collect();
    assert!(rules.len() > 30);
    for rule in rules {
        let inner = rule.trim_start_matches('[').trim_end_matches(',').trim_end_matches(']');
        // `picture("PNG", "png"), "start", "more", 8`: what is found, then the bytes.
        let (found, bytes) = inner.split_once(", \"").map_or((inner, ""), |(found, bytes)| match found.contains('(') {
            true if !found.ends_with(')') => inner.split_once("), \"").expect("an end of the call"),
            _ => (found, bytes),
        });
        let mut literals = bytes.split('"');
        let mut head = unescape(literals.next().unwrap_or_default());
        if let Some(more) = literals.nth(1) {
            let at = literals.next().and_then(|at| at.trim_matches([',', ' ']).parse().ok()).expect("a place");
            head.resize(at, 0);
            head.extend(unescape(more));
        }
        let name = match found {
            // They decide by more than a start; they are compared in a browser.
            "byBrand" | "mpegAudio" | "byText" => continue,
            "mp3" => "MP3",
            "aiff" => "AIFF sounds",
            "raw" => "TIFF and raw camera pictures",
            "jpegXl" => "JPEG XL pictures",
            call => call.split('"').nth(1).expect("a name"),
        };
        match UploadFormat::sniff(&head) {
            Sniffed::Upload(format) => assert_eq!(format.name(), name, "{rule}"),
            Sniffed::Other(unusable) => assert_eq!(unusable.found, name, "{rule}"),
            Sniffed::Unknown => panic!("the contract does not know {rule}"),
        }
    }
}
