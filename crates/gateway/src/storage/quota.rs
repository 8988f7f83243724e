use std::sync::{Arc, Mutex, MutexGuard};

/// One subject may have announced, and not uploaded yet, this fraction of the quota.
const ANNOUNCED_SHARE: u64 = 4;

/// The total size that files of one kind may have.
///
/// Every sweep counts the stored files. Between two sweeps a gateway knows what it has stored itself, but not what other
/// gateways have stored in the same bucket, so together they can exceed the quota by what arrives between two sweeps.
pub struct Quota {
    maximum_bytes: u64,
    usage: Mutex<Usage>,
}

#[derive(Default)]
struct Usage {
    /// The size at the last count, plus what was reserved and minus what was deleted since.
    bytes: u64,
    /// The part of `bytes` that is reserved for files that are not stored yet.
    reserved: u64,
    /// What was reserved when the current count began, or since. The count may or may not see it.
    during_count: u64,
    /// What pages may upload to the bucket themselves, and until when. An upload counts twice until it is completed, which
    /// is the safe side.
    announced: Vec<Announcement>,
}

#[derive(Clone, PartialEq, Eq)]
struct Announcement {
    subject: String,
    bytes: u64,
    until_seconds: u64,
}

/// Why an announced upload does not fit into the quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuotaExceeded {
    /// The quota is used up.
    #[error("the quota is used up")]
    Full,
    /// The subject has announced too much already.
    #[error("the subject has announced too much")]
    SubjectShare,
}

/// Space that is reserved for a file that is not stored yet. Dropping it releases the space, so that a caller that
/// disconnects cannot keep it.
pub struct Reservation {
    quota: Arc<Quota>,
    bytes: u64,
}

impl Quota {
    pub fn new(maximum_bytes: u64) -> Arc<Self> {
        Arc::new(Self { maximum_bytes, usage: Mutex::default() })
    }

    /// Reserves space, if it fits.
    pub fn reserve(self: &Arc<Self>, bytes: u64) -> Option<Reservation> {
        let mut reservation = Reservation { quota: self.clone(), bytes: 0 };
        reservation.grow(bytes).then_some(reservation)
    }

    /// Releases the space of a file that was deleted.
    pub fn release(&self, bytes: u64) {
        let mut usage = self.lock();
        usage.bytes = usage.bytes.saturating_sub(bytes);
    }

    /// Reserves space until `until_seconds` for an upload that a page sends to the bucket. One subject gets a share of the
    /// quota only, since it may never send a byte; its first announcement may be larger.
    pub fn announce(
        &self,
        subject: &str,
        bytes: u64,
        until_seconds: u64,
        now_seconds: u64,
    ) -> Result<(), QuotaExceeded> {
        let mut usage = self.lock();
        usage.announced.retain(|announcement| announcement.until_seconds > now_seconds);
        let mut own = usage.announced.iter().filter(|announcement| announcement.subject == subject).peekable();
        let is_first = own.peek().is_none();
        let total = own.fold(bytes, |total, announcement| total.saturating_add(announcement.bytes));
        if !is_first && total > self.maximum_bytes / ANNOUNCED_SHARE {
            return Err(QuotaExceeded::SubjectShare);
        }
        if usage.total().saturating_add(bytes) > self.maximum_bytes {
            return Err(QuotaExceeded::Full);
        }
        usage.announced.push(Announcement { subject: subject.to_owned(), bytes, until_seconds });
        Ok(())
    }

    /// Releases the space of an announced upload that has arrived and was processed.
    pub fn release_announced(&self, subject: &str, bytes: u64, until_seconds: u64) {
        let mut usage = self.lock();
        let arrived = Announcement { subject: subject.to_owned(), bytes, until_seconds };
        if let Some(at) = usage.announced.iter().position(|announcement| *announcement == arrived) {
            usage.announced.swap_remove(at);
        }
    }

    /// Starts a count of the stored files.
    pub fn begin_count(&self) {
        let mut usage = self.lock();
        usage.during_count = usage.reserved;
    }

    /// Ends the count, which has found `bytes`.
    pub fn end_count(&self, bytes: u64, now_seconds: u64) {
        let mut usage = self.lock();
        usage.bytes = bytes.saturating_add(usage.during_count);
        usage.announced.retain(|announcement| announcement.until_seconds > now_seconds);
    }

    fn lock(&self) -> MutexGuard<'_, Usage> {
        self.usage.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Reservation {
    /// Reserves more, if it fits.
    pub fn grow(&mut self, bytes: u64) -> bool {
        let mut usage = self.quota.lock();
        let fits = usage.total().saturating_add(bytes) <= self.quota.maximum_bytes;
        if fits {
            usage.bytes += bytes;
            usage.reserved += bytes;
            usage.during_count += bytes;
            self.bytes += bytes;
        }
        fits
    }

    /// The file is stored. Returns its size.
    pub fn commit(mut self) -> u64 {
        let bytes = std::mem::take(&mut self.bytes);
        let mut usage = self.quota.lock();
        usage.reserved = usage.reserved.saturating_sub(bytes);
        bytes
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        let mut usage = self.quota.lock();
        usage.reserved = usage.reserved.saturating_sub(self.bytes);
        usage.bytes = usage.bytes.saturating_sub(self.bytes);
        usage.during_count = usage.during_count.saturating_sub(self.bytes);
    }
}

impl Usage {
    fn total(&self) -> u64 {
        self.announced.iter().fold(self.bytes, |total, announcement| total.saturating_add(announcement.bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_07_what_comes_while_room_is_counted_is_not_lost() {
        let quota = Quota::new(100);
        quota.reserve(30).expect("space").commit();
        // Begun before the count and ended after it, and begun during it: the count sees neither.
        let before = quota.reserve(20).expect("space");
        quota.begin_count();
        let during = quota.reserve(40).expect("space");
        assert!(quota.reserve(20).is_none());
        quota.end_count(30, 0);
        before.commit();
        during.commit();
        assert!(quota.reserve(20).is_none());
        drop(quota.reserve(10).expect("space"));
        quota.release(30);
        let rest = quota.reserve(40).expect("space");
        assert!(quota.reserve(1).is_none());
        rest.commit();
        quota.begin_count();
        quota.end_count(50, 0);
        let rest = quota.reserve(50).expect("space");
        assert!(quota.reserve(1).is_none());
        drop(rest);
    }

    #[test]
    fn rule_07_a_reservation_that_is_dropped_is_free_again_also_when_it_grew_and_was_counted() {
        let quota = Quota::new(100);
        let mut growing = quota.reserve(40).expect("space");
        assert!(growing.grow(40) && !growing.grow(21));
        quota.begin_count();
        quota.end_count(0, 0);
        drop(growing);
        assert!(quota.reserve(100).is_some());
    }

    #[test]
    fn rule_07_announced_room_is_free_again_when_its_time_ends() {
        let quota = Quota::new(100);
        assert!(quota.announce("ada", 60, 10, 0).is_ok() && quota.announce("bob", 25, 20, 0).is_ok());
        assert_eq!(quota.announce("eve", 20, 30, 0), Err(QuotaExceeded::Full));
        assert!(quota.reserve(20).is_none());
        quota.release_announced("bob", 25, 20);
        quota.release_announced("bob", 25, 20);
        assert_eq!(quota.reserve(40).expect("space").commit(), 40);
        assert!(quota.reserve(1).is_none());
        quota.begin_count();
        quota.end_count(40, 10);
        assert!(quota.reserve(60).is_some());
    }

    #[test]
    fn threat_27_one_subject_announces_no_more_than_its_share() {
        let quota = Quota::new(100);
        assert!(quota.announce("ada", 20, 10, 0).is_ok());
        assert_eq!(quota.announce("ada", 6, 10, 0), Err(QuotaExceeded::SubjectShare));
        assert!(quota.announce("ada", 5, 10, 0).is_ok());
        assert!(quota.announce("bob", 25, 10, 0).is_ok());
        assert!(quota.announce("ada", 25, 20, 10).is_ok(), "what has ended does not count");
    }
}
