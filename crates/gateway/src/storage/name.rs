use object_store::path::Path;

use crate::capability::{FileId, UploadTicket};
use crate::media::MediaType;
use crate::storage::UPLOAD_LIFETIME_SECONDS;

/// Pictures and sounds.
pub const UPLOADS: &str = "uploads";
/// What pages have put into the bucket and nobody has looked at yet. No route serves it.
pub const INCOMING: &str = "incoming";
/// What became of what pages have put into the bucket, so that completing twice says the same.
pub const COMPLETED: &str = "completed";
/// Copies of finished videos.
pub const VIDEOS: &str = "videos";

const SECONDS_PER_DAY: u64 = 24 * 60 * 60;

/// Where a file is put. Its expiry stands in its name, so that sweeping needs no table: of a video to the second, of an
/// upload to the end of the day (UTC), so that there are few names under which the same bytes may have been put earlier.
pub fn of(file: &FileId) -> Path {
    match file.media_type {
        MediaType::Mp4 => named(VIDEOS, file, file.expires_at_seconds),
        _ => upload(file, end_of_day(file.expires_at_seconds)),
    }
}

/// Where a file may lie that was put for a URL with this expiry, likeliest first: an upload that was sent again lives on
/// under a later name.
pub fn all_of(file: &FileId, now_seconds: u64) -> Vec<Path> {
    if file.media_type == MediaType::Mp4 {
        return vec![of(file)];
    }
    // The clocks of two gateways differ a little, which may be a day's difference.
    let latest_seconds = (now_seconds + UPLOAD_LIFETIME_SECONDS + SECONDS_PER_DAY).max(file.expires_at_seconds);
    let days = days(file.expires_at_seconds, latest_seconds).map(|day| upload(file, day));
    // The last one is how earlier versions named uploads.
    days.chain([upload(file, file.expires_at_seconds)]).collect()
}

/// Where an upload may lie that is sent again, the name it is to have first.
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
    Path::from(format!("{folder}/{expiry}-{}.{}", hex::encode(&file.id), file.media_type.extension()))
}

/// Later than the moment itself, by a day at most.
fn end_of_day(seconds: u64) -> u64 {
    (seconds / SECONDS_PER_DAY + 1) * SECONDS_PER_DAY
}

/// Where a page may put what its ticket is for.
pub fn incoming(ticket: &UploadTicket) -> Path {
    Path::from(format!("{INCOMING}/{}-{}", ticket.usable_until_seconds, hex::encode(&ticket.file.id)))
}

/// Where it is noted what became of it.
pub fn completed(ticket: &UploadTicket) -> Path {
    Path::from(format!("{COMPLETED}/{}-{}", ticket.usable_until_seconds, hex::encode(&ticket.file.id)))
}

/// When a file expires; nothing for files that are none of ours.
pub fn expiry_of(path: &Path) -> Option<u64> {
    path.filename()?.split_once('-')?.0.parse().ok()
}
