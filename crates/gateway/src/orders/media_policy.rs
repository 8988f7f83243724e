use akool_contract::{Issue, IssueCode};
use url::Url;

use crate::loopback::is_plainly_private;

/// Which URLs of pictures and sounds are accepted. Nothing is fetched; a URL is judged by its text.
pub struct MediaPolicy {
    /// What the URLs of this gateway begin with. Its own uploads are always accepted.
    pub own_base: String,
    /// Whether the vendor runs on this machine, and so reaches addresses that the real one cannot.
    pub is_vendor_local: bool,
    /// The only hosts that are accepted; any when absent.
    pub hosts: Option<Vec<String>>,
}

impl MediaPolicy {
    /// Why a URL in a field is not accepted, if it is not.
    pub fn issue(&self, field: &str, text: &str) -> Option<Issue> {
        let Ok(url) = Url::parse(text) else {
            return Some(Issue::new(field, IssueCode::InvalidUrl, "This is not a URL."));
        };
        if !self.is_vendor_local && is_plainly_private(&url) {
            let message = "The video service cannot reach this address; use one that is open to the internet.";
            return Some(Issue::new(field, IssueCode::NotAllowed, message));
        }
        let is_ours = url.as_str().starts_with(&self.own_base);
        match &self.hosts {
            Some(hosts) if !is_ours && !hosts.iter().any(|host| is_host(url.host_str(), host)) => Some(Issue::new(
                field,
                IssueCode::NotAllowed,
                "Files from this host are not accepted; upload the file instead.",
            )),
            _ => None,
        }
    }
}

/// Whether a host is the listed one, or below it when that is `*.shop.example`.
fn is_host(host: Option<&str>, listed: &str) -> bool {
    let Some(host) = host else { return false };
    match listed.strip_prefix('*') {
        Some(suffix) => host.len() > suffix.len() && host.ends_with(suffix),
        None => host == listed,
    }
}
