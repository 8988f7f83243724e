use std::sync::{Arc, Mutex, MutexGuard};

/// Of all room, the part that what one subject has announced and not put in yet may take.
const ANNOUNCED_SHARE: u64 = 4;

/// How much room files of one kind take together.
///
/// What is there is counted anew at every sweep. Between two sweeps a gateway knows what it has added itself and not what
/// others have added to the same bucket, so several of them may go over together by what comes in ten minutes.
pub struct Quota {
    maximum_bytes: u64,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    /// What was there at the last count, with what was added and deleted since.
    bytes: u64,
    /// What was reserved for files that are not there yet.
    under_way: u64,
    /// What came while the count that is under way went on, or was under way when it began. It may or may not have been
    /// seen by it.
    during_count: u64,
    /// What pages may put in by themselves, and until when. Once it is there it counts twice for a while, which errs on
    /// the right side.
    announced: Vec<Announcement>,
}

#[derive(Clone, PartialEq, Eq)]
struct Announcement {
    subject: String,
    bytes: u64,
    until_seconds: u64,
}

/// Why there is no room for something a page wants to put in by itself.
#[derive(Debug, PartialEq, Eq)]
pub enum BudgetExceeded {
    /// There is none for anyone.
    Full,
    /// The subject has announced too much already.
    SubjectShare,
}

/// Quota for a file that is not there yet. Dropping it releases the room, so that nothing a caller does, not even hanging
/// up, keeps it taken.
pub struct Reservation {
    room: Arc<Quota>,
    bytes: u64,
}

impl Quota {
    pub fn new(maximum_bytes: u64) -> Arc<Self> {
        Arc::new(Self { maximum_bytes, taken: Mutex::default() })
    }

    /// Reserves room, if there is so much.
    pub fn reserve(self: &Arc<Self>, bytes: u64) -> Option<Reservation> {
        let mut reservation = Reservation { room: self.clone(), bytes: 0 };
        reservation.grow(bytes).then_some(reservation)
    }

    /// What was there is gone.
    pub fn free(&self, bytes: u64) {
        let mut taken = self.lock();
        taken.bytes = taken.bytes.saturating_sub(bytes);
    }

    /// Keeps room for something that a page may put in, if there is so much. One subject gets a share of all room and no
    /// more, since it may never send a byte; its first announcement may be larger than that.
    pub fn announce(
        &self,
        subject: &str,
        bytes: u64,
        until_seconds: u64,
        now_seconds: u64,
    ) -> Result<(), BudgetExceeded> {
        let mut taken = self.lock();
        taken.announced.retain(|announcement| announcement.until_seconds > now_seconds);
        let mut own = taken.announced.iter().filter(|announcement| announcement.subject == subject).peekable();
        let is_first = own.peek().is_none();
        let total = own.fold(bytes, |total, announcement| total.saturating_add(announcement.bytes));
        if !is_first && total > self.maximum_bytes / ANNOUNCED_SHARE {
            return Err(BudgetExceeded::SubjectShare);
        }
        if taken.total().saturating_add(bytes) > self.maximum_bytes {
            return Err(BudgetExceeded::Full);
        }
        taken.announced.push(Announcement { subject: subject.to_owned(), bytes, until_seconds });
        Ok(())
    }

    /// It has come and been dealt with.
    pub fn redeem(&self, subject: &str, bytes: u64, until_seconds: u64) {
        let mut taken = self.lock();
        let came = Announcement { subject: subject.to_owned(), bytes, until_seconds };
        if let Some(at) = taken.announced.iter().position(|announcement| *announcement == came) {
            taken.announced.swap_remove(at);
        }
    }

    /// A count begins.
    pub fn begin_count(&self) {
        let mut taken = self.lock();
        taken.during_count = taken.under_way;
    }

    /// What the count that has begun found.
    pub fn end_count(&self, bytes: u64, now_seconds: u64) {
        let mut taken = self.lock();
        taken.bytes = bytes.saturating_add(taken.during_count);
        taken.announced.retain(|announcement| announcement.until_seconds > now_seconds);
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Reservation {
    /// Reserves more, if there is so much.
    pub fn grow(&mut self, bytes: u64) -> bool {
        let mut taken = self.room.lock();
        let fits = taken.total().saturating_add(bytes) <= self.room.maximum_bytes;
        if fits {
            taken.bytes += bytes;
            taken.under_way += bytes;
            taken.during_count += bytes;
            self.bytes += bytes;
        }
        fits
    }

    /// The file is there. Returns how large it is.
    pub fn commit(mut self) -> u64 {
        let bytes = std::mem::take(&mut self.bytes);
        let mut taken = self.room.lock();
        taken.under_way = taken.under_way.saturating_sub(bytes);
        bytes
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        let mut taken = self.room.lock();
        taken.under_way = taken.under_way.saturating_sub(self.bytes);
        taken.bytes = taken.bytes.saturating_sub(self.bytes);
        taken.during_count = taken.during_count.saturating_sub(self.bytes);
    }
}

impl Taken {
    fn total(&self) -> u64 {
        self.announced.iter().fold(self.bytes, |total, announcement| total.saturating_add(announcement.bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_07_what_comes_while_room_is_counted_is_not_lost() {
        let room = Quota::new(100);
        room.reserve(30).expect("room").commit();
        // Begun before the count and ended after it, and begun during it: the count sees neither.
        let before = room.reserve(20).expect("room");
        room.begin_count();
        let during = room.reserve(40).expect("room");
        assert!(room.reserve(20).is_none());
        room.end_count(30, 0);
        before.commit();
        during.commit();
        assert!(room.reserve(20).is_none());
        drop(room.reserve(10).expect("room"));
        room.free(30);
        let rest = room.reserve(40).expect("room");
        assert!(room.reserve(1).is_none());
        rest.commit();
        room.begin_count();
        room.end_count(50, 0);
        let rest = room.reserve(50).expect("room");
        assert!(room.reserve(1).is_none());
        drop(rest);
    }

    #[test]
    fn rule_07_a_reservation_that_is_dropped_is_free_again_also_when_it_grew_and_was_counted() {
        let room = Quota::new(100);
        let mut growing = room.reserve(40).expect("room");
        assert!(growing.grow(40) && !growing.grow(21));
        room.begin_count();
        room.end_count(0, 0);
        drop(growing);
        assert!(room.reserve(100).is_some());
    }

    #[test]
    fn rule_07_announced_room_is_free_again_when_its_time_ends() {
        let room = Quota::new(100);
        assert!(room.announce("ada", 60, 10, 0).is_ok() && room.announce("bob", 25, 20, 0).is_ok());
        assert_eq!(room.announce("eve", 20, 30, 0), Err(BudgetExceeded::Full));
        assert!(room.reserve(20).is_none());
        room.redeem("bob", 25, 20);
        room.redeem("bob", 25, 20);
        assert_eq!(room.reserve(40).expect("room").commit(), 40);
        assert!(room.reserve(1).is_none());
        room.begin_count();
        room.end_count(40, 10);
        assert!(room.reserve(60).is_some());
    }

    #[test]
    fn threat_27_one_subject_announces_no_more_than_its_share() {
        let room = Quota::new(100);
        assert!(room.announce("ada", 20, 10, 0).is_ok());
        assert_eq!(room.announce("ada", 6, 10, 0), Err(BudgetExceeded::SubjectShare));
        assert!(room.announce("ada", 5, 10, 0).is_ok());
        assert!(room.announce("bob", 25, 10, 0).is_ok());
        assert!(room.announce("ada", 25, 20, 10).is_ok(), "what has ended does not count");
    }
}
