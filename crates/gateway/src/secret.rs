use std::fmt;

use aws_lc_rs::{constant_time, digest};
use zeroize::Zeroizing;

/// A secret text. It has no `PartialEq`, so that it is not compared byte by byte by accident. `Debug` shows nothing of it,
/// and it is wiped when dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself. Use it only where it is sent, or where a key is derived from it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether `candidate` is this secret. Compares digests in constant time, so that the duration reveals neither content nor
    /// length.
    pub fn is(&self, candidate: &str) -> bool {
        let ours = digest::digest(&digest::SHA256, self.0.as_bytes());
        let theirs = digest::digest(&digest::SHA256, candidate.as_bytes());
        constant_time::verify_slices_are_equal(ours.as_ref(), theirs.as_ref()).is_ok()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}
