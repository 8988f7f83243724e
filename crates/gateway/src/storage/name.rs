use object_store::path::Path;

use crate::capability::{FileId, UploadTicket};
use crate::media::MediaType;

/// Pictures and sounds.
pub const UPLOADS: &str = "uploads";
/// What pages have put into the bucket and nobody has looked at yet. No route serves it.
pub const INCOMING: &str = "incoming";
/// Copies of finished videos.
pub const VIDEOS: &str = "videos";

/// Where a file lies. Its expiry stands in its name, so that sweeping needs no table.
pub fn of(file: &FileId) -> Path {
    let folder = if file.media_type == MediaType::Mp4 { VIDEOS } else { UPLOADS };
    let (expiry, id) = (file.expires_at_seconds, hex(&file.id));
    Path::from(format!("{folder}/{expiry}-{id}.{}", file.media_type.extension()))
}

/// Where a page may put what its ticket is for.
pub fn incoming(ticket: &UploadTicket) -> Path {
    Path::from(format!("{INCOMING}/{}-{}", ticket.usable_until_seconds, hex(&ticket.file.id)))
}

/// When a file expires; nothing for files that are none of ours.
pub fn expiry_of(path: &Path) -> Option<u64> {
    path.filename()?.split_once('-')?.0.parse().ok()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
