use std::sync::{Mutex, MutexGuard};

/// How much room files of one kind take together.
///
/// What is there is counted anew at every sweep. Between two sweeps a gateway knows what it has added itself and not what
/// others have added to the same bucket, so several of them may go over together by what comes in ten minutes.
pub struct Room {
    maximum_bytes: u64,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    /// What was there at the last count, with what was added and deleted since.
    bytes: u64,
    /// What was taken for files that are not there yet.
    under_way: u64,
    /// What came while the count that is under way went on, or was under way when it began. It may or may not have been
    /// seen by it.
    during_count: u64,
    /// What pages may put in by themselves, and until when. Once it is there it counts twice for a while, which errs on
    /// the right side.
    promised: Vec<Promise>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Promise {
    bytes: u64,
    until_seconds: u64,
}

impl Room {
    pub fn new(maximum_bytes: u64) -> Self {
        Self { maximum_bytes, taken: Mutex::default() }
    }

    /// Takes room, if there is so much.
    pub fn take(&self, bytes: u64) -> bool {
        let mut taken = self.lock();
        let fits = taken.total().saturating_add(bytes) <= self.maximum_bytes;
        if fits {
            taken.bytes += bytes;
            taken.under_way += bytes;
            taken.during_count += bytes;
        }
        fits
    }

    /// What was taken is there.
    pub fn keep(&self, bytes: u64) {
        let mut taken = self.lock();
        taken.under_way = taken.under_way.saturating_sub(bytes);
    }

    /// What was taken will not come.
    pub fn give_back(&self, bytes: u64) {
        self.keep(bytes);
        let mut taken = self.lock();
        taken.bytes = taken.bytes.saturating_sub(bytes);
        taken.during_count = taken.during_count.saturating_sub(bytes);
    }

    /// What was there is gone.
    pub fn free(&self, bytes: u64) {
        let mut taken = self.lock();
        taken.bytes = taken.bytes.saturating_sub(bytes);
    }

    /// Takes room for something that may come, if there is so much.
    pub fn promise(&self, bytes: u64, until_seconds: u64) -> bool {
        let mut taken = self.lock();
        let fits = taken.total().saturating_add(bytes) <= self.maximum_bytes;
        if fits {
            taken.promised.push(Promise { bytes, until_seconds });
        }
        fits
    }

    /// It has come and been dealt with.
    pub fn redeem(&self, bytes: u64, until_seconds: u64) {
        let mut taken = self.lock();
        let promise = Promise { bytes, until_seconds };
        if let Some(at) = taken.promised.iter().position(|promised| *promised == promise) {
            taken.promised.swap_remove(at);
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
        taken.bytes = bytes + taken.during_count;
        taken.promised.retain(|promise| promise.until_seconds > now_seconds);
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Taken {
    fn total(&self) -> u64 {
        self.promised.iter().fold(self.bytes, |total, promise| total.saturating_add(promise.bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_07_what_comes_while_room_is_counted_is_not_lost() {
        let room = Room::new(100);
        assert!(room.take(30));
        room.keep(30);
        // Begun before the count and ended after it, and begun during it: the count sees neither.
        assert!(room.take(20));
        room.begin_count();
        assert!(room.take(40) && !room.take(20));
        room.end_count(30, 0);
        room.keep(60);
        assert!(!room.take(20) && room.take(10));
        room.give_back(10);
        room.free(30);
        assert!(room.take(40) && !room.take(1));
        room.keep(40);
        room.begin_count();
        room.end_count(50, 0);
        assert!(room.take(50) && !room.take(1));
    }

    #[test]
    fn rule_07_promised_room_is_free_again_when_the_promise_ends() {
        let room = Room::new(100);
        assert!(room.promise(60, 10) && room.promise(30, 20) && !room.promise(20, 30) && !room.take(20));
        room.redeem(30, 20);
        room.redeem(30, 20);
        assert!(room.take(40) && !room.take(1));
        room.keep(40);
        room.begin_count();
        room.end_count(40, 10);
        assert!(room.take(60));
    }
}
