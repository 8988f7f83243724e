//! Polyglots, vector graphics, bombs, and the place a photograph was taken.

use crate::support::{Gateway, Place, Vendor, pictures};

/// Uploads and fetches, to every place there is; what comes of it is the same everywhere.
async fn round_trip(content_type: &str, bytes: &[u8]) -> (u16, Vec<u8>, String) {
    let vendor = Vendor::friendly().await;
    let mut outcomes = Vec::new();
    for place in Place::all().await {
        let gateway = Gateway::start_with(place.settings(&vendor.url)).await;
        let token = gateway.token("ada").await;
        let answer = gateway.upload(&token, content_type, bytes).await;
        if answer.status != 201 {
            assert!(place.files("uploads").is_empty(), "{}", place.name);
            outcomes.push((answer.status, Vec::new(), String::new()));
            continue;
        }
        let url = answer.json()["url"].as_str().expect("a URL").to_owned();
        assert!(answer.json()["expires_at"].as_u64() > Some(1_700_000_000_000), "milliseconds since 1970");
        let served = gateway.file(&url, &[]).await;
        assert_eq!(served.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(served.header("content-security-policy"), Some("default-src 'none'; sandbox"));
        assert_eq!(served.header("content-length"), Some(served.body.len().to_string().as_str()));
        assert_eq!(place.files("uploads").len(), 1, "{}", place.name);
        let content_type = served.header("content-type").unwrap_or_default().to_owned();
        outcomes.push((served.status, served.body, content_type));
    }
    assert_eq!(outcomes[0], outcomes[1], "{content_type}: the disk and the bucket");
    outcomes.remove(0)
}

#[tokio::test]
async fn threat_23_pictures_lose_their_metadata_and_whatever_follows_their_end() {
    let cases = [
        ("image/png", pictures::png()),
        ("image/jpeg", pictures::jpeg(1)),
        ("image/webp", pictures::webp(false)),
        ("application/octet-stream", pictures::png()),
    ];
    for (content_type, bytes) in cases {
        assert!(pictures::contains_secret(&bytes), "the corpus is what it says");
        let (status, served, served_type) = round_trip(content_type, &bytes).await;
        assert_eq!(status, 200, "{content_type}");
        assert!(content_type == served_type || content_type == "application/octet-stream");
        assert!(!pictures::contains_secret(&served), "{content_type}");
        assert!(!crate::support::contains(&served, b"<script>"), "{content_type}");
        assert_eq!(imagesize::blob_size(&served).map(|size| (size.width, size.height)).ok(), Some((4, 4)));
    }
}

#[tokio::test]
async fn threat_23_a_photograph_stays_the_right_way_up() {
    for orientation in [3, 6, 8] {
        let (_, served, _) = round_trip("image/jpeg", &pictures::jpeg(orientation)).await;
        let exif = [b"Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".as_slice(), &[orientation]].concat();
        assert!(crate::support::contains(&served, &exif), "{orientation}");
        assert!(!pictures::contains_secret(&served));
    }
    for absent in [1, 0, 9] {
        let (_, served, _) = round_trip("image/jpeg", &pictures::jpeg(absent)).await;
        assert!(!crate::support::contains(&served, b"Exif"), "{absent}");
    }
}

#[tokio::test]
async fn threat_23_what_is_no_picture_or_sound_is_refused_whatever_it_is_called() {
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    let corpus: [(&str, &[u8]); 12] = [
        ("image/svg+xml", svg),
        ("image/png", svg),
        ("image/png", b"<!doctype html><script>alert(1)</script>"),
        ("image/gif", b"GIF89a\x01\0\x01\0\0\0\0;........"),
        ("image/png", b"%PDF-1.7 ................"),
        ("image/jpeg", b"PK\x03\x04................"),
        ("image/png", b""),
        ("image/png", b"\x89PNG"),
        ("text/html", &pictures::png()),
        ("audio/mpeg", &pictures::png()),
        ("image/png", &pictures::jpeg(1)),
        ("image/png", b"ID3\x04................"),
    ];
    for (content_type, bytes) in corpus {
        assert_eq!(round_trip(content_type, bytes).await.0, 415, "{content_type} {:?}", &bytes[..bytes.len().min(12)]);
    }
}

#[tokio::test]
async fn threat_23_bombs_and_broken_pictures_are_refused_by_their_header() {
    let corpus = [
        ("image/png", pictures::png_sized(100_000, 100_000)),
        ("image/png", pictures::png_sized(16_000, 16_000)),
        ("image/png", pictures::png_sized(0, 5)),
        ("image/png", pictures::png()[..60].to_vec()),
        ("image/jpeg", pictures::jpeg(1)[..120].to_vec()),
        ("image/webp", pictures::webp(true)),
        ("image/webp", pictures::webp(false)[..20].to_vec()),
    ];
    for (content_type, bytes) in corpus {
        assert_eq!(round_trip(content_type, &bytes).await.0, 400, "{content_type}");
    }
}

#[tokio::test]
async fn threat_23_sounds_are_told_by_their_first_bytes() {
    let sounds: [(&str, &[u8], &str); 7] = [
        ("audio/mpeg", b"ID3\x04\0\0\0\0\0\0........", "audio/mpeg"),
        ("audio/mp3", b"\xFF\xFB\x90\x64............", "audio/mpeg"),
        ("audio/x-wav", b"RIFF\x24\0\0\0WAVEfmt ....", "audio/wav"),
        ("audio/x-m4a", b"\0\0\0\x20ftypM4A ........", "audio/mp4"),
        ("video/mp4", b"\0\0\0\x20ftypisom........", "audio/mp4"),
        ("audio/ogg", b"OggS\0\x02..............", "audio/ogg"),
        ("audio/flac", b"fLaC\0\0\0\x22............", "audio/flac"),
    ];
    for (content_type, bytes, served_type) in sounds {
        let (status, served, found) = round_trip(content_type, bytes).await;
        assert_eq!((status, served.as_slice(), found.as_str()), (200, bytes, served_type), "{content_type}");
    }
}

#[tokio::test]
async fn threat_23_uploads_are_capped_one_by_one_and_together() {
    let vendor = Vendor::friendly().await;
    for place in Place::all().await {
        let mut settings = place.settings(&vendor.url);
        settings.upload_max_bytes = 1000;
        settings.uploads_total_max_bytes = 1500;
        let gateway = Gateway::start_with(settings).await;
        let token = gateway.token("ada").await;
        let sound = |length: usize| [b"OggS".to_vec(), vec![0; length - 4]].concat();
        assert_eq!(gateway.upload(&token, "audio/ogg", &sound(1001)).await.status, 413, "{}", place.name);
        assert_eq!(gateway.upload(&token, "audio/ogg", &sound(1000)).await.status, 201, "{}", place.name);
        let full = gateway.upload(&token, "audio/ogg", &sound(1000)).await;
        assert_eq!((full.status, &full.json()["retryable"]), (503, &serde_json::json!(true)), "{}", place.name);
        assert_eq!(gateway.upload(&token, "audio/ogg", &sound(500)).await.status, 201, "{}", place.name);
    }
}

#[tokio::test]
async fn threat_23_uploads_that_the_vendor_could_never_fetch_are_refused_with_the_reason() {
    let gateway = Gateway::start(akool_contract::path::VENDOR_ORIGIN).await;
    let answer = gateway.upload(&gateway.token("ada").await, "image/png", &pictures::png()).await;
    assert_eq!(answer.status, 409);
    assert!(answer.json()["msg"].as_str().is_some_and(|text| text.contains("AKOOL_GATEWAY_PUBLIC_URL")));
}
