//! Polyglots, vector graphics, bombs, and the place a photograph was taken.

use crate::support::{Gateway, Place, Vendor, pictures, sounds};

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
    let corpus: [(&str, &[u8]); 9] = [
        ("image/svg+xml", svg),
        ("image/png", svg),
        ("image/png", b"<!doctype html><script>alert(1)</script>"),
        ("image/gif", b"GIF89a\x01\0\x01\0\0\0\0;........"),
        ("image/png", b"%PDF-1.7 ................"),
        ("image/jpeg", b"PK\x03\x04................"),
        ("image/png", b""),
        ("image/png", b"\x89PNG"),
        ("image/png", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
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
        ("image/webp", pictures::webp(false)[..20].to_vec()),
    ];
    for (content_type, bytes) in corpus {
        assert_eq!(round_trip(content_type, &bytes).await.0, 400, "{content_type}");
    }
}

#[tokio::test]
async fn threat_23_the_bytes_say_what_a_file_is_whatever_it_is_called() {
    let cases: [(&[u8], &str); 4] = [
        (sounds::JPEG_NAMED_PNG, "image/jpeg"),
        (&pictures::png(), "image/png"),
        (&pictures::webp(false), "image/webp"),
        (&sounds::wav(200), "audio/wav"),
    ];
    for (bytes, media_type) in cases {
        for declared in ["image/png", "", "application/octet-stream", "text/html", "audio/mpeg", "nonsense"] {
            let (status, served, served_type) = round_trip(declared, bytes).await;
            assert_eq!((status, served_type.as_str()), (200, media_type), "{declared}");
            assert!(!served.is_empty());
        }
    }
}

#[tokio::test]
async fn threat_23_what_a_picture_may_keep_is_its_pixels_its_colours_and_which_way_is_up() {
    let secret = sounds::secret();
    let hidden = pictures::hiding(&secret);
    for (name, bytes) in hidden {
        assert!(crate::support::contains(&bytes, &secret), "{name}: the corpus is what it says");
        let (status, served, _) = round_trip("application/octet-stream", &bytes).await;
        assert_eq!(status, 200, "{name}");
        assert!(!crate::support::contains(&served, b"<script>") && !pictures::contains_secret(&served), "{name}");
    }
    let (_, turned, _) = round_trip("image/png", sounds::TURNED_PNG).await;
    let orientation = b"eXIfMM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06";
    assert!(crate::support::contains(&turned, orientation), "a PNG stays the right way up");
    let (_, turned, _) = round_trip("image/webp", &pictures::turned_webp(6)).await;
    assert!(crate::support::contains(&turned, &orientation[4..]), "a WebP stays the right way up");
    let (_, still, _) = round_trip("image/png", sounds::MOVING_PNG).await;
    for moving in [b"acTL", b"fcTL", b"fdAT"] {
        assert!(!crate::support::contains(&still, moving), "of a moving picture stays the first");
    }
    let (status, still, _) = round_trip("image/webp", &pictures::webp(true)).await;
    assert_eq!((status, still[20] & 2), (200, 0), "a WebP whose head says that it is still");
    assert!(crate::support::contains(&still, b"VP8L"), "with the first frame");
    for moving in [b"ANIM", b"ANMF"] {
        assert!(!crate::support::contains(&still, moving), "and no other");
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
        let sound = sounds::wav;
        assert_eq!(gateway.upload(&token, "audio/wav", &sound(1001)).await.status, 413, "{}", place.name);
        assert_eq!(gateway.upload(&token, "audio/wav", &sound(1000)).await.status, 201, "{}", place.name);
        let full = gateway.upload(&token, "audio/wav", &sounds::seeded_wav(3, 1000)).await;
        assert_eq!((full.status, &full.json()["retryable"]), (503, &serde_json::json!(true)), "{}", place.name);
        assert_eq!(gateway.upload(&token, "audio/wav", &sound(500)).await.status, 201, "{}", place.name);
    }
}

#[tokio::test]
async fn threat_23_uploads_that_the_vendor_could_never_fetch_are_refused_with_the_reason() {
    let gateway = Gateway::start(akool_contract::path::VENDOR_ORIGIN).await;
    let answer = gateway.upload(&gateway.token("ada").await, "image/png", &pictures::png()).await;
    assert_eq!(answer.status, 409);
    assert!(answer.json()["msg"].as_str().is_some_and(|text| text.contains("AKOOL_GATEWAY_PUBLIC_URL")));
}
