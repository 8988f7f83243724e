use object_store::path::Path;

use crate::capability::{FileId, UploadTicket};
use crate::media::MediaType;
use crate::storage::UPLOAD_LIFETIME_SECONDS;

/// Pictures and sounds.
pub const UPLOADS: &str = "uploads";
/// What pages have uploaded to the bucket and the gateway has not checked yet. No route serves it.
pub const INCOMING: &str = "incoming";
/// Which files direct uploads became, so that completing twice gives the same answer.
pub const COMPLETED: &str = "completed";
/// Copies of finished videos.
pub const VIDEOS: &str = "videos";

const SECONDS_PER_DAY: u64 = 24 * 60 * 60;

/// The name of a file. It contains the expiry, so that sweeping needs no table: to the second for a video, and to the end
/// of the day (UTC) for an upload, so that there are few names under which the same bytes may be stored already.
pub fn of(file: &FileId) -> Path {
    match file.media_type {
        MediaType::Mp4 => named(VIDEOS, file, file.expires_at_seconds),
        _ => upload(file, end_of_day(file.expires_at_seconds)),
    }
}

/// The names that the file of a URL with this expiry may have, likeliest first. An upload that was sent again has a later
/// name.
pub fn all_of(file: &FileId, now_seconds: u64) -> Vec<Path> {
    if file.media_type == MediaType::Mp4 {
        return vec![of(file)];
    }
    // The clocks of two gateways can differ around midnight.
    let latest_seconds = (now_seconds + UPLOAD_LIFETIME_SECONDS + SECONDS_PER_DAY).max(file.expires_at_seconds);
    let days = days(file.expires_at_seconds, latest_seconds).map(|day| upload(file, day));
    // Earlier versions used the last one.
    days.chain([upload(file, file.expires_at_seconds)]).collect()
}

/// The names that an upload may have already when it is sent again. The first is the name that it gets.
pub fn earlier_of(file: &FileId, now_seconds: u64) -> Vec<Path> {
    let mut names: Vec<Path> = days(now_seconds, file.expires_at_seconds).map(|day| upload(file, day)).collect();
    names.reverse();
    names
}

fn days(from_seconds: u64, to_seconds: u64) -> impl Iterator<Item = u64> {
    (end_of_day(from_seconds)..=end_of_day(to_seconds)).step_by(SECONDS_PER_DAY as usize)
}

fn upload(file: &FileId, expiry: u64) -> Path {
    named(UPLOADS, file, expiry)
}

fn named(folder: &str, file: &FileId, expiry: u64) -> Path {
    Path::from(format!("{folder}/{expiry}-{}.{}", hex::encode(file.id), file.media_type.extension()))
}

/// The next end of a day (UTC).
fn end_of_day(seconds: u64) -> u64 {
    (seconds / SECONDS_PER_DAY + 1) * SECONDS_PER_DAY
}

/// The name that a page uploads to for a ticket.
pub fn incoming(ticket: &UploadTicket) -> Path {
    Path::from(format!("{INCOMING}/{}-{}", ticket.usable_until_seconds, hex::encode(ticket.file.id)))
}

/// The name under which the result of a ticket is recorded.
pub fn completed(ticket: &UploadTicket) -> Path {
    Path::from(format!("{COMPLETED}/{}-{}", ticket.usable_until_seconds, hex::encode(ticket.file.id)))
}

/// When a file expires. `None` for names that are not ours.
pub fn expiry_of(path: &Path) -> Option<u64> {
    path.filename()?.split_once('-')?.0.parse().ok()
}
