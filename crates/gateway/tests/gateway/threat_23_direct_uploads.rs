//! Uploads straight into the bucket, and what a hostile page can do between the signature and the use.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Answer, Gateway, Place, Vendor, exchange, pictures, sounds};

struct Direct {
    gateway: Gateway,
    place: Place,
    token: String,
    vendor: Vendor,
}

impl Direct {
    async fn start() -> Self {
        let (vendor, place) = (Vendor::friendly().await, Place::bucket().await);
        let gateway = Gateway::start_with(place.settings(&vendor.url)).await;
        let token = gateway.token("ada").await;
        Self { gateway, place, token, vendor }
    }

    async fn announce(&self, content_type: &str, length: usize) -> Answer {
        self.announce_as(&self.token, content_type, length).await
    }

    async fn announce_as(&self, token: &str, content_type: &str, length: usize) -> Answer {
        let announcement = json!({ "content_type": content_type, "content_length": length });
        self.gateway.post("/uploads/direct", token, &announcement).await
    }

    /// Announces, and gives the directions.
    async fn directions(&self, content_type: &str, length: usize) -> Value {
        let answer = self.announce(content_type, length).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        let directions = answer.json();
        assert_eq!(
            (&directions["method"], &directions["headers"]),
            (&"PUT".into(), &json!({ "content-type": content_type }))
        );
        directions
    }

    async fn complete(&self, directions: &Value) -> Answer {
        self.complete_as(directions, &self.token).await
    }

    async fn complete_as(&self, directions: &Value, token: &str) -> Answer {
        let url = directions["complete_url"].as_str().expect("a URL");
        let path = url.strip_prefix(&self.gateway.url).expect("a URL of this gateway");
        self.gateway.send("POST", path, &[("Authorization", &format!("Bearer {token}"))], b"").await
    }
}

/// Puts as a browser does.
async fn put(url: &str, content_type: &str, bytes: &[u8]) -> u16 {
    let at = url.match_indices('/').nth(2).expect("a path").0;
    exchange(&url[..at], "PUT", &url[at..], &[("Content-Type", content_type)], bytes).await.status
}

fn url_of(directions: &Value) -> &str {
    directions["url"].as_str().expect("a URL")
}

#[tokio::test]
async fn threat_23_a_direct_upload_is_checked_and_rewritten_like_any_other() {
    let direct = Direct::start().await;
    let cases = [
        ("image/png", pictures::png()),
        ("image/jpeg", pictures::jpeg(1)),
        ("image/webp", pictures::webp(false)),
        ("audio/ogg", sounds::named("tone-opus.ogg")),
        ("audio/mpeg", sounds::named("tone.mp3")),
        ("audio/mp4", sounds::named("tone.m4a")),
        ("audio/webm", sounds::named("tone-opus.webm")),
    ];
    for (content_type, bytes) in cases {
        let directions = direct.directions(content_type, bytes.len()).await;
        let early = direct.complete(&directions).await;
        assert_eq!((early.status, &early.json()["retryable"]), (409, &json!(true)), "nothing is there yet");
        assert_eq!(put(url_of(&directions), content_type, &bytes).await, 200, "{content_type}");
        let completed = direct.complete(&directions).await;
        assert_eq!(completed.status, 201, "{completed:?}");
        assert!(direct.place.files("incoming").is_empty(), "what was put in is gone");
        let served = direct.gateway.file(completed.json()["url"].as_str().expect("a URL"), &[]).await;
        assert_eq!((served.status, served.header("content-type")), (200, Some(content_type)));
        assert!(!served.body.is_empty() && !pictures::contains_secret(&served.body), "{content_type}");
        assert!(!crate::support::contains(&served.body, b"taken_at"), "{content_type}");

        let usual = direct.gateway.upload(&direct.token, content_type, &bytes).await.json();
        let usual = direct.gateway.file(usual["url"].as_str().expect("a URL"), &[]).await;
        assert_eq!(served.body, usual.body, "{content_type}: the same bytes as by the usual way");
    }
}

#[tokio::test]
async fn threat_23_the_signature_covers_length_type_and_name() {
    let direct = Direct::start().await;
    let bytes = pictures::png();
    let directions = direct.directions("image/png", bytes.len()).await;
    let url = url_of(&directions);
    let longer = [bytes.as_slice(), b"x"].concat();
    assert_eq!(put(url, "image/png", &longer).await, 403, "longer");
    assert_eq!(put(url, "image/png", &bytes[1..]).await, 403, "shorter");
    assert_eq!(put(url, "text/html", &bytes).await, 403, "another type");
    let elsewhere = url.replace("/incoming/", "/uploads/");
    assert_eq!(put(&elsewhere, "image/png", &bytes).await, 403, "another name");
    let for_ever = url.replace("X-Amz-Expires=300", "X-Amz-Expires=604800");
    assert_ne!(for_ever, url, "the URL lives five minutes");
    assert_eq!(put(&for_ever, "image/png", &bytes).await, 403, "a longer life");
    assert!(direct.place.files("incoming").is_empty() && direct.place.files("uploads").is_empty());
    assert_eq!(put(url, "image/png", &bytes).await, 200, "as it was announced");
}

#[tokio::test]
async fn threat_23_other_bytes_than_announced_never_become_a_file() {
    let direct = Direct::start().await;
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec();
    let corpus = [
        ("image/png", svg, 415),
        ("image/png", pictures::png_sized(100_000, 100_000), 400),
        ("image/png", pictures::png()[..60].to_vec(), 400),
        ("image/webp", [b"GIF89a".as_slice(), &[0; 94]].concat(), 415),
        ("audio/mpeg", sounds::UNUSABLE[2].1.to_vec(), 415),
        ("audio/mp4", sounds::UNUSABLE[1].1.to_vec(), 400),
    ];
    for (content_type, bytes, status) in corpus {
        let directions = direct.directions(content_type, bytes.len()).await;
        assert_eq!(put(url_of(&directions), content_type, &bytes).await, 200);
        assert_eq!(direct.complete(&directions).await.status, status, "{content_type}");
        assert_eq!(direct.complete(&directions).await.status, 409, "it is gone");
    }
    assert!(direct.place.files("incoming").is_empty() && direct.place.files("uploads").is_empty());
}

#[tokio::test]
async fn threat_23_a_direct_upload_that_was_announced_as_something_else_is_served_as_what_it_is() {
    let direct = Direct::start().await;
    for (announced, bytes, found) in
        [("image/png", pictures::jpeg(6), "image/jpeg"), ("audio/mpeg", sounds::named("tone-opus.ogg"), "audio/ogg")]
    {
        let directions = direct.directions(announced, bytes.len()).await;
        assert_eq!(put(url_of(&directions), announced, &bytes).await, 200);
        let completed = direct.complete(&directions).await;
        let again = direct.complete(&directions).await;
        assert_eq!((completed.status, &again.body), (201, &completed.body), "{announced}");
        let served = direct.gateway.file(completed.json()["url"].as_str().expect("a URL"), &[]).await;
        assert_eq!((served.status, served.header("content-type")), (200, Some(found)));
    }
}

#[tokio::test]
async fn threat_23_what_is_put_in_after_completion_changes_nothing() {
    let direct = Direct::start().await;
    let (first, mut second) = (sounds::wav(100), sounds::wav(100));
    second[60] ^= 1;
    let directions = direct.directions("audio/wav", first.len()).await;
    assert_eq!(put(url_of(&directions), "audio/wav", &first).await, 200);
    let completed = direct.complete(&directions).await;
    assert_eq!(put(url_of(&directions), "audio/wav", &second).await, 200, "the URL still works for its five minutes");
    let again = direct.complete(&directions).await;
    assert_eq!((again.status, &again.body), (201, &completed.body), "completing again says the same");
    let served = direct.gateway.file(completed.json()["url"].as_str().expect("a URL"), &[]).await;
    assert_eq!(served.body, first);
}

#[tokio::test]
async fn threat_23_a_ticket_is_good_for_its_subject_for_twenty_minutes_and_unaltered() {
    let direct = Direct::start().await;
    let bytes = pictures::png();
    let directions = direct.directions("image/png", bytes.len()).await;
    assert_eq!(put(url_of(&directions), "image/png", &bytes).await, 200);
    let eve = direct.gateway.token("eve").await;
    assert_eq!(direct.complete_as(&directions, &eve).await.status, 404);
    let ticket = directions["complete_url"].as_str().expect("a URL").to_owned();
    let start = ticket.rfind('/').expect("a path") + 1;
    for at in start..ticket.len() {
        let other = if &ticket[at..=at] == "A" { "B" } else { "A" };
        let altered = json!({ "complete_url": format!("{}{other}{}", &ticket[..at], &ticket[at + 1..]) });
        assert_eq!(direct.complete(&altered).await.status, 404, "character {at}");
    }
    direct.gateway.clock.advance(Duration::from_secs(20 * 60));
    let later = direct.gateway.token("ada").await;
    assert_eq!(direct.complete_as(&directions, &later).await.status, 404);
    assert!(direct.place.files("uploads").is_empty());
}

#[tokio::test]
async fn threat_23_direct_uploads_are_announced_within_the_limits() {
    let direct = Direct::start().await;
    assert_eq!(direct.announce("image/svg+xml", 100).await.status, 415);
    assert_eq!(direct.announce("video/quicktime", 100).await.status, 415);
    assert_eq!(direct.announce("", 100).await.status, 415);
    assert_eq!(direct.announce("image/png", 0).await.status, 413);
    assert_eq!(direct.announce("image/png", 1024 * 1024 + 1).await.status, 413);
    for wrong in [json!({}), json!({ "content_type": "image/png", "content_length": -1 }), json!(7)] {
        assert_eq!(direct.gateway.post("/uploads/direct", &direct.token, &wrong).await.status, 400, "{wrong}");
    }
    // Ten megabytes are all there is room for, and what is announced takes its room at once.
    for subject in ["ada", "bob", "eve", "tim", "zoe"] {
        let token = direct.gateway.token(subject).await;
        for _ in 0..2 {
            assert_eq!(direct.announce_as(&token, "image/png", 1024 * 1024).await.status, 201);
        }
    }
    let token = direct.gateway.token("max").await;
    assert_eq!(direct.announce_as(&token, "image/png", 1024 * 1024).await.status, 503);

    let disk = Gateway::start(&direct.vendor.url).await;
    let answer = disk
        .post("/uploads/direct", &disk.token("ada").await, &json!({ "content_type": "image/png", "content_length": 9 }))
        .await;
    assert_eq!(answer.status, 409);
    assert!(answer.json()["msg"].as_str().is_some_and(|text| text.contains("/uploads")), "{answer:?}");
}

#[tokio::test]
async fn threat_27_one_subject_cannot_announce_all_the_room_away() {
    let direct = Direct::start().await;
    let bytes = pictures::png();
    let mut announced = Vec::new();
    let refused = loop {
        let answer = direct.announce("image/png", 1024 * 1024).await;
        if answer.status != 201 {
            break answer;
        }
        announced.push(answer);
        assert!(announced.len() < 10, "without a byte sent, all the room is its own");
    };
    assert_eq!((refused.status, &refused.json()["retryable"]), (429, &json!(true)));
    assert!(refused.header("retry-after").is_some());
    let bob = direct.gateway.token("bob").await;
    assert_eq!(direct.announce_as(&bob, "image/png", 1024 * 1024).await.status, 201);
    assert_eq!(direct.gateway.upload(&bob, "image/png", &bytes).await.status, 201);
    assert_eq!(
        direct.gateway.upload(&direct.token, "image/png", &bytes).await.status,
        201,
        "bytes that come are welcome"
    );

    // Completed uploads and expired tickets no longer count.
    direct.gateway.clock.advance(Duration::from_secs(20 * 60));
    let direct = Direct { token: direct.gateway.token("ada").await, ..direct };
    for _ in 0..5 {
        let directions = direct.directions("image/png", bytes.len()).await;
        assert_eq!(put(url_of(&directions), "image/png", &bytes).await, 200);
        assert_eq!(direct.complete(&directions).await.status, 201);
    }
    for _ in 0..2 {
        assert_eq!(direct.announce("image/png", 1024 * 1024).await.status, 201);
    }
}
