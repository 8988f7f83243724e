use akool_contract::path;
use url::Url;

use super::{FileId, FileUrls, WebhookUrls};

/// The path of webhooks; a capability follows.
const WEBHOOKS: &str = "/webhooks";

/// The URLs under which the outside finds this gateway and what it serves.
pub struct PublicUrls {
    origin: String,
    prefix: String,
    /// Origin and prefix.
    base: String,
    is_reached_by_vendor: bool,
    files: FileUrls,
    webhooks: WebhookUrls,
}

impl PublicUrls {
    /// `public_url` has a scheme, a host, perhaps a port, and perhaps a path below which a proxy serves this gateway.
    pub fn new(public_url: &Url, is_reached_by_vendor: bool, files: FileUrls, webhooks: WebhookUrls) -> Self {
        let origin = public_url.origin().ascii_serialization();
        let prefix = public_url.path().trim_end_matches('/').to_owned();
        let base = format!("{origin}{prefix}");
        Self { origin, prefix, base, is_reached_by_vendor, files, webhooks }
    }

    /// Scheme, host and port of this gateway.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The path below which a proxy serves this gateway, such as `/video`. Empty if there is none.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The absolute URL of a path of this gateway, which begins with a slash.
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Whether the vendor can fetch what is uploaded here and deliver webhooks to us. A simulator on this machine always can.
    pub fn is_reached_by_vendor(&self) -> bool {
        self.is_reached_by_vendor
    }

    /// The URL of a stored file.
    pub fn file(&self, file: &FileId) -> String {
        format!("{}{}/{}", self.base, path::FILES, self.files.seal(file))
    }

    /// The file behind a capability that is genuine and has not expired.
    pub fn open_file(&self, capability: &str, now_seconds: u64) -> Option<FileId> {
        self.files.open(capability, now_seconds)
    }

    /// The URL that the vendor reports one attempt's changes to; none where it cannot reach us.
    pub fn webhook(&self, attempt: i64, now_seconds: u64) -> Option<String> {
        let url = || format!("{}{WEBHOOKS}/{}", self.base, self.webhooks.seal(attempt, now_seconds));
        self.is_reached_by_vendor.then(url)
    }

    /// The attempt behind a webhook's capability that is genuine and has not expired.
    pub fn open_webhook(&self, capability: &str, now_seconds: u64) -> Option<i64> {
        self.webhooks.open(capability, now_seconds)
    }

    /// What a file's URL counts as when two orders are compared. The URL of an upload contains its expiry and so differs
    /// each time; the file behind it is the same.
    pub fn comparable(&self, url: &str) -> String {
        let capability =
            url.strip_prefix(&self.base).and_then(|path| path.strip_prefix(path::FILES)?.strip_prefix('/'));
        match capability.and_then(FileUrls::named_in) {
            Some(id) => format!("upload:{}", hex::encode(id)),
            None => url.to_owned(),
        }
    }
}
