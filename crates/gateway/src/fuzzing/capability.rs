use std::sync::LazyLock;

use super::master_secret;
use crate::capability::keyring::{Keyring, Purpose};
use crate::capability::{FileId, FileUrls, JobHandles, UploadTicket, UploadTickets, WebhookUrls};
use crate::media::MediaType;

const NOW_SECONDS: u64 = 1_800_000_000;
const SUBJECT: &str = "ada";

struct Issued {
    files: FileUrls,
    webhooks: WebhookUrls,
    jobs: JobHandles,
    tickets: UploadTickets,
    /// A file, a webhook, a job and a ticket, in this order.
    texts: [String; 4],
}

static ISSUED: LazyLock<Issued> = LazyLock::new(|| {
    let keys = |purpose| Keyring::derive(&master_secret(), None, purpose);
    let files = FileUrls::new(keys(Purpose::FileUrl));
    let webhooks = WebhookUrls::new(keys(Purpose::WebhookUrl));
    let jobs = JobHandles::new(keys(Purpose::JobHandle), &keys(Purpose::JobHandleNonce));
    let tickets = UploadTickets::new(keys(Purpose::UploadTicket));
    let file = FileId::random(MediaType::Png, NOW_SECONDS + 100);
    let ticket = UploadTicket { file: file.clone(), length: 1234, usable_until_seconds: NOW_SECONDS + 100 };
    let texts = [
        files.seal(&file),
        webhooks.seal(7, NOW_SECONDS),
        jobs.seal("689174694b4dbdd4ab3d28c9", SUBJECT, NOW_SECONDS * 1000),
        tickets.seal(&ticket, SUBJECT),
    ];
    Issued { files, webhooks, jobs, tickets, texts }
});

pub fn seeds() -> Vec<Vec<u8>> {
    ISSUED.texts.iter().map(|text| text.clone().into_bytes()).collect()
}

/// An issued capability opens as its own kind only, and nothing else opens at all.
pub fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let issued = &*ISSUED;
    let opened = [
        issued.files.open(text, NOW_SECONDS).is_some(),
        issued.webhooks.open(text, NOW_SECONDS).is_some(),
        issued.jobs.open(text, SUBJECT, NOW_SECONDS).is_some(),
        issued.tickets.open(text, SUBJECT, NOW_SECONDS).is_some(),
    ];
    assert_eq!(opened, std::array::from_fn(|kind| issued.texts[kind] == text), "{text}");
    let of_other_subject =
        [issued.jobs.open(text, "eve", NOW_SECONDS).is_some(), issued.tickets.open(text, "eve", NOW_SECONDS).is_some()];
    assert_eq!(of_other_subject, [false; 2], "{text}");
}
