//! What is hidden in sounds is not served: each is rewritten to its frames.

use crate::support::{Gateway, Vendor, contains, pictures, sounds};

struct Uploads {
    gateway: Gateway,
    token: String,
    _vendor: Vendor,
}

impl Uploads {
    async fn start() -> Self {
        let vendor = Vendor::friendly().await;
        let gateway = Gateway::start(&vendor.url).await;
        let token = gateway.token("ada").await;
        Self { gateway, token, _vendor: vendor }
    }

    /// What is served of an upload, and as what.
    async fn served(&self, name: &str, bytes: &[u8]) -> (Vec<u8>, String) {
        let answer = self.gateway.upload(&self.token, "application/octet-stream", bytes).await;
        assert_eq!(answer.status, 201, "{name}: {answer:?}");
        let served = self.gateway.file(answer.json()["url"].as_str().expect("a URL"), &[]).await;
        assert_eq!(served.status, 200, "{name}");
        let content_type = served.header("content-type").unwrap_or_default().to_owned();
        (served.body, content_type)
    }
}

/// Whether there is anything in it that was hidden there by a test or by the program that wrote the file.
fn holds_secret(bytes: &[u8]) -> bool {
    [pictures::SECRET_TEXT, b"<script>", b"taken_at_52", b"alert(1)"].iter().any(|secret| contains(bytes, secret))
}

#[tokio::test]
async fn threat_35_sounds_of_every_kind_lose_their_comments() {
    let uploads = Uploads::start().await;
    for (name, bytes, media_type) in sounds::WITH_COMMENTS {
        assert!(holds_secret(bytes) || name == "tone-live.webm", "{name}: the corpus is what it says");
        let (served, content_type) = uploads.served(name, bytes).await;
        assert_eq!(content_type, media_type, "{name}");
        assert!(!holds_secret(&served), "{name}");
        assert!(served.len() > bytes.len() / 3, "{name}: {} of {} bytes are left", served.len(), bytes.len());
        let (again, _) = uploads.served(name, &served).await;
        assert_eq!(again, served, "{name}: nothing is left that would be taken out");
    }
}

#[tokio::test]
async fn threat_35_sounds_as_recorders_write_them_are_taken() {
    let uploads = Uploads::start().await;
    for (name, bytes, media_type) in sounds::RECORDED {
        let (served, content_type) = uploads.served(name, bytes).await;
        assert_eq!(content_type, media_type, "{name}");
        assert!(served.len() > bytes.len() / 3, "{name}: {} of {} bytes are left", served.len(), bytes.len());
    }
}

#[tokio::test]
async fn threat_35_nothing_hides_before_between_and_behind_frames() {
    let uploads = Uploads::start().await;
    let secret = sounds::secret();
    for name in ["tone.mp3", "voice_aac.aac", "tone.aac"] {
        let (clean, _) = uploads.served(name, &sounds::named(name)).await;
        let cut = (0..3).fold(0, |at, _| at + frame_length(&clean[at..]));
        let dirty = [
            sounds::id3(&secret).as_slice(),
            &sounds::id3(&secret),
            &[0; 40],
            &clean[..cut],
            &secret,
            &sounds::id3(&secret),
            &clean[cut..],
            &sounds::ape(),
            &sounds::lyrics(),
            &sounds::id3_at_end(),
            &secret,
        ]
        .concat();
        assert_eq!(uploads.served(name, &dirty).await.0, clean, "{name}");
        let behind = [clean.as_slice(), &sounds::id3(&secret)].concat();
        assert_eq!(uploads.served(name, &behind).await.0, clean, "{name}: a tag at the end");
    }

    let (flac, _) = uploads.served("tone.flac", &sounds::named("tone.flac")).await;
    let block = |kind: u8, content: &[u8]| [&[kind], &(content.len() as u32).to_be_bytes()[1..], content].concat();
    let dirty = [
        sounds::id3(&secret).as_slice(),
        b"fLaC",
        &flac[4..42]
            .iter()
            .enumerate()
            .map(|(at, byte)| if at == 0 { byte & 0x7F } else { *byte })
            .collect::<Vec<u8>>(),
        &block(4, &secret),
        &block(6, &secret),
        &block(2, &secret),
        &block(1, &secret),
        &block(0x85, &secret),
        &flac[42..],
        &sounds::id3_at_end(),
        &secret,
    ]
    .concat();
    assert_eq!(uploads.served("flac", &dirty).await, (flac, "audio/flac".to_owned()));
}

/// How long a frame is, of AAC or of MP3 at 44 100 samples a second.
fn frame_length(frame: &[u8]) -> usize {
    let byte = |at: usize| usize::from(frame[at]);
    if frame[1] & 0b110 == 0 {
        (byte(3) & 0b11) << 11 | byte(4) << 3 | byte(5) >> 5
    } else {
        let bit_rate = [0, 32_000, 40_000, 48_000, 56_000, 64_000][byte(2) >> 4];
        144 * bit_rate / 44_100 + (byte(2) >> 1 & 1)
    }
}

#[tokio::test]
async fn threat_35_a_wav_keeps_its_format_and_its_samples_only() {
    let uploads = Uploads::start().await;
    let (secret, format) = (sounds::secret(), sounds::wav_format());
    let samples: Vec<u8> = (0..500).map(|at| at as u8).collect();
    let clean = sounds::wav_of(&[(b"fmt ", &format), (b"data", &samples)], b"");
    let chunks: [(&[u8; 4], &[u8]); 9] = [
        (b"JUNK", &secret),
        (b"bext", &secret),
        (b"fmt ", &[format.as_slice(), &secret].concat()),
        (b"fact", &secret),
        (b"LIST", &secret),
        (b"data", &samples),
        (b"id3 ", &secret),
        (b"iXML", &secret),
        (b"LIST", &secret),
    ];
    assert_eq!(uploads.served("chunks", &sounds::wav_of(&chunks, &secret)).await.0, clean);
    // Recorders that were switched off leave zeros or the largest number.
    for size in [0_u32, 0xFFFF_FFFF, 0x7FFF_F000] {
        let mut unfinished = clean.clone();
        unfinished[4..8].copy_from_slice(&size.to_le_bytes());
        unfinished[40..44].copy_from_slice(&size.to_le_bytes());
        assert_eq!(uploads.served("unfinished", &unfinished).await.0, clean, "{size}");
    }
    let without = sounds::wav_of(&[(b"fmt ", &format), (b"data", b""), (b"LIST", &secret)], b"");
    let answer = uploads.gateway.upload(&uploads.token, "audio/wav", &without).await;
    assert_eq!(
        (answer.status, answer.json()["msg"].as_str()),
        (400, Some("The WAV file holds no sound. Choose another one."))
    );
}

#[tokio::test]
async fn threat_35_samples_of_every_width_stay_as_they_are() {
    let uploads = Uploads::start().await;
    for (tag, bits) in [(1_u16, 8_u16), (1, 16), (1, 24), (1, 32), (3, 32), (3, 64), (6, 8), (7, 8)] {
        for channels in [1_u16, 2, 6] {
            let block = channels * bits / 8;
            let mut plain = [tag.to_le_bytes(), channels.to_le_bytes()].concat();
            plain.extend_from_slice(&48_000_u32.to_le_bytes());
            plain.extend_from_slice(&(48_000 * u32::from(block)).to_le_bytes());
            plain.extend_from_slice(&[block.to_le_bytes(), bits.to_le_bytes()].concat());
            let mut extensible = plain.clone();
            extensible[..2].copy_from_slice(&0xFFFE_u16.to_le_bytes());
            extensible.extend_from_slice(&[22, 0]);
            extensible.extend_from_slice(&[bits.to_le_bytes(), [0x3F, 0], [0, 0], tag.to_le_bytes()].concat());
            extensible.extend_from_slice(b"\0\0\0\0\x10\0\x80\0\0\xAA\0\x38\x9B\x71");
            let samples: Vec<u8> = (0..usize::from(block) * 30).map(|at| at as u8).collect();
            // All formats but the first say that nothing more follows.
            let expected = [plain.as_slice(), if tag == 1 { &[] } else { &[0, 0] }].concat();
            let clean = sounds::wav_of(&[(b"fmt ", &expected), (b"data", &samples)], b"");
            for format in [&plain, &extensible] {
                let file = sounds::wav_of(&[(b"fmt ", format), (b"LIST", b"note"), (b"data", &samples)], b"");
                assert_eq!(uploads.served("wav", &file).await.0, clean, "{tag}, {bits} bits, {channels} channels");
            }
        }
    }
}

#[tokio::test]
async fn threat_35_an_ogg_file_keeps_one_recording_and_no_word() {
    let uploads = Uploads::start().await;
    let secret = sounds::secret();
    for name in ["tone-opus.ogg", "tone-vorbis.ogg", "tone-flac.ogg", "opus.ogg"] {
        let file = sounds::named(name);
        let (clean, _) = uploads.served(name, &file).await;
        let second_page = (1..file.len()).find(|at| file[*at..].starts_with(b"OggS")).expect("another page");
        let chained = [file.as_slice(), &sounds::named("tone-vorbis.ogg"), &secret].concat();
        assert_eq!(uploads.served(name, &chained).await.0, clean, "{name}: another recording behind");
        let between = [&file[..second_page], &secret, &file[second_page..], &secret].concat();
        assert_eq!(uploads.served(name, &between).await.0, clean, "{name}: bytes between and behind");
        let other = sounds::named("tone-flac.ogg");
        let its_second = (1..other.len()).find(|at| other[*at..].starts_with(b"OggS")).expect("another page");
        let mixed = [&file[..second_page], &other[..its_second], &other[its_second..], &file[second_page..]].concat();
        if name != "tone-flac.ogg" {
            assert_eq!(uploads.served(name, &mixed).await.0, clean, "{name}: another recording at the same time");
        }
        assert!(!contains(&clean, b"Lavf") && !contains(&clean, b"Lavc"), "{name}: the program's name");
    }
}

#[tokio::test]
async fn threat_35_an_mp4_keeps_one_track_and_its_times() {
    let uploads = Uploads::start().await;
    let secret = sounds::secret();
    for name in [
        "tone.m4a",
        "tone-chapters.m4a",
        "tone.3gp",
        "tone-alac.m4a",
        "tone-opus.mp4",
        "tone-fragmented.mp4",
        "priming_8k.m4a",
    ] {
        let file = sounds::named(name);
        let (clean, _) = uploads.served(name, &file).await;
        let dirty = [
            file.as_slice(),
            &sounds::mp4_box(b"free", &secret),
            &sounds::mp4_box(b"uuid", &secret),
            &sounds::mp4_box(b"meta", &secret),
            &secret,
        ]
        .concat();
        assert_eq!(uploads.served(name, &dirty).await.0, clean, "{name}");
        assert!(contains(&clean, b"elst") == contains(&file, b"elst"), "{name}: the edit list");
        for other in [b"udta".as_slice(), b"meta", b"free", b"uuid", b"Lavf", b"iTunSMPB"] {
            assert!(!contains(&clean, other), "{name}: {other:?}");
        }
    }
}

#[tokio::test]
async fn threat_35_a_webm_keeps_one_track() {
    let uploads = Uploads::start().await;
    let secret = sounds::secret();
    for name in ["tone-opus.webm", "tone-vorbis.webm", "tone-live.webm", "opus.webm"] {
        let file = sounds::named(name);
        let (clean, _) = uploads.served(name, &file).await;
        let dirty = [file.as_slice(), &sounds::webm_void(&secret), &secret].concat();
        assert_eq!(uploads.served(name, &dirty).await.0, clean, "{name}");
        let between = [&file[..file_head(&file)], &sounds::webm_void(&secret), &file[file_head(&file)..]].concat();
        assert_eq!(uploads.served(name, &between).await.0, clean, "{name}: between its parts");
        assert!(!contains(&clean, b"Lavf") && !contains(&clean, b"Lavc"), "{name}: the program's name");
    }
}

/// Where the second element of a WebM file begins.
fn file_head(file: &[u8]) -> usize {
    (4..file.len()).find(|at| file[*at..].starts_with(&[0x18, 0x53, 0x80, 0x67])).expect("a segment")
}

#[tokio::test]
async fn threat_35_a_file_that_cannot_be_used_is_refused_by_the_name_of_what_it_is() {
    let uploads = Uploads::start().await;
    for (name, bytes, status, message) in sounds::UNUSABLE {
        // Whatever the caller calls it.
        for content_type in ["audio/mp4", "image/png", "application/octet-stream"] {
            let answer = uploads.gateway.upload(&uploads.token, content_type, bytes).await;
            assert_eq!(answer.status, status, "{name}: {answer:?}");
            let body = answer.json();
            assert!(body["msg"].as_str().is_some_and(|found| found.starts_with(message)), "{name}: {body}");
            let issue = &body["issues"][0];
            assert_eq!((&issue["path"], &issue["message"]), (&"".into(), &body["msg"]), "{name}");
            let code = if name.contains(".m4a") || name.contains(".mp2") { 1110 } else { 1108 };
            assert_eq!(body["code"], code, "{name}");
        }
    }
}

#[tokio::test]
async fn threat_35_a_sound_that_ends_too_early_is_refused_or_served_as_far_as_it_goes() {
    let uploads = Uploads::start().await;
    for (name, bytes, media_type) in sounds::WITH_COMMENTS.into_iter().chain(sounds::RECORDED) {
        for part in 1..8 {
            let cut = &bytes[..bytes.len() * part / 8];
            let answer = uploads.gateway.upload(&uploads.token, media_type, cut).await;
            match answer.status {
                201 => {
                    let served = uploads.gateway.file(answer.json()["url"].as_str().expect("a URL"), &[]).await;
                    assert!(!holds_secret(&served.body), "{name}, {part} of 8");
                }
                400 => {
                    let body = answer.json();
                    let text = body["msg"].as_str().unwrap_or_default();
                    assert!(
                        text.contains("is cut off") || text.contains("holds no sound"),
                        "{name}, {part} of 8: {text}"
                    );
                }
                other => panic!("{name}, {part} of 8: {other}"),
            }
        }
    }
}

#[tokio::test]
async fn threat_35_a_file_that_is_cut_off_is_refused_by_that_name() {
    let uploads = Uploads::start().await;
    for (name, format) in [
        ("tone.mp3", "MP3"),
        ("tone.aac", "AAC"),
        ("tone-opus.ogg", "Ogg"),
        ("tone-opus.webm", "WebM"),
        ("tone.flac", "FLAC"),
        ("tone.wav", "WAV"),
        ("tone.m4a", "M4A"),
    ] {
        let whole = sounds::named(name);
        let cut = &whole[..whole.len() * 3 / 5];
        let answer = uploads.gateway.upload(&uploads.token, "application/octet-stream", cut).await;
        let message = format!("The {format} file is cut off. Choose a complete copy of it.");
        assert_eq!((answer.status, answer.json()["msg"].as_str()), (400, Some(message.as_str())), "{name}");
    }
}

#[tokio::test]
async fn threat_35_a_wav_keeps_the_loudspeakers_of_its_channels() {
    let uploads = Uploads::start().await;
    // Four channels of 16 bits: two at the front, two at the back.
    let mut format = sounds::wav_format().to_vec();
    format[..2].copy_from_slice(&0xFFFE_u16.to_le_bytes());
    format[2..4].copy_from_slice(&4_u16.to_le_bytes());
    format[8..12].copy_from_slice(&64_000_u32.to_le_bytes());
    format[12..16].copy_from_slice(&[8, 0, 16, 0]);
    let loudspeakers = 0x33_u32.to_le_bytes();
    format.extend_from_slice(&[&[22, 0, 16, 0], loudspeakers.as_slice(), &[1, 0]].concat());
    format.extend_from_slice(&[0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]);
    let file = sounds::wav_of(&[(b"fmt ", &format), (b"data", &[7; 64])], b"");
    let (served, _) = uploads.served("a WAV", &file).await;
    assert!(crate::support::contains(&served, &format), "{served:?}");
}
