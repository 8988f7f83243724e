//! Shares the machine's cores and memory among all jobs of the process.

use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;

/// At most so many pieces of heavy work run at once, unless the machine has fewer cores.
const MOST_CORES: usize = 2;
/// At most so many pixels are being encoded at once: one video at 4k on two cores, and a few small ones beside it.
const MOST_PIXELS: u64 = 2 * 3840 * 2160 * 3 / 2;

/// Something of which there is so much, handed out in the order in which it was asked for.
///
/// Work is done in small pieces, each on a core of its own turn, so jobs that run at once advance alike however early
/// one of them came.
pub(crate) struct FairSemaphore {
    capacity: u64,
    queue: Mutex<Queue>,
    moved: Condvar,
}

#[derive(Default)]
struct Queue {
    next_ticket: u64,
    next_served: u64,
    used: u64,
}

/// The right to use what was asked for until it is dropped.
pub(crate) struct Permit<'a> {
    turns: &'a FairSemaphore,
    amount: u64,
}

/// How many cores may be used at once.
pub(crate) fn core_count() -> usize {
    let available = thread::available_parallelism().map_or(1, usize::from);
    available.min(MOST_CORES)
}

/// The process's cores. One permit for each piece of work.
pub(crate) fn cores() -> &'static FairSemaphore {
    static CORES: OnceLock<FairSemaphore> = OnceLock::new();
    CORES.get_or_init(|| FairSemaphore::new(core_count() as u64))
}

/// Room for encoders and their frames, in pixels. That bounds the memory of any number of jobs.
pub(crate) fn encoder_room() -> &'static FairSemaphore {
    static ROOM: OnceLock<FairSemaphore> = OnceLock::new();
    ROOM.get_or_init(|| FairSemaphore::new(MOST_PIXELS))
}

impl FairSemaphore {
    fn new(capacity: u64) -> Self {
        Self { capacity, queue: Mutex::default(), moved: Condvar::new() }
    }

    /// Waits until it is this caller's turn and `amount` is free. Who asks for more than there is gets all.
    pub fn acquire(&self, amount: u64) -> Permit<'_> {
        let amount = amount.min(self.capacity);
        let mut queue = self.lock();
        let ticket = queue.next_ticket;
        queue.next_ticket += 1;
        while ticket != queue.next_served || queue.used + amount > self.capacity {
            queue = self.moved.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
        queue.next_served += 1;
        queue.used += amount;
        drop(queue);
        self.moved.notify_all();
        Permit { turns: self, amount }
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.turns.lock().used -= self.amount;
        self.turns.moved.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    #[test]
    fn never_more_in_use_than_there_is() {
        let turns = FairSemaphore::new(5);
        let (in_use, most) = (AtomicU64::new(0), AtomicU64::new(0));
        thread::scope(|scope| {
            for worker in 0..8 {
                let (turns, in_use, most) = (&turns, &in_use, &most);
                scope.spawn(move || {
                    for _ in 0..50 {
                        let amount = 1 + worker % 3;
                        let _permit = turns.acquire(amount);
                        most.fetch_max(in_use.fetch_add(amount, Ordering::SeqCst) + amount, Ordering::SeqCst);
                        thread::yield_now();
                        in_use.fetch_sub(amount, Ordering::SeqCst);
                    }
                });
            }
        });
        assert!(most.load(Ordering::SeqCst) <= 5);
    }

    #[test]
    fn a_latecomer_is_served_before_the_one_who_had_a_turn_comes_back() {
        let turns = FairSemaphore::new(1);
        let order = Mutex::new(Vec::new());
        let first = turns.acquire(1);
        thread::scope(|scope| {
            scope.spawn(|| {
                let _permit = turns.acquire(1);
                order.lock().unwrap().push("latecomer");
            });
            while turns.lock().next_ticket < 2 {
                thread::yield_now();
            }
            drop(first);
            let _again = turns.acquire(1);
            order.lock().unwrap().push("again");
        });
        assert_eq!(*order.lock().unwrap(), ["latecomer", "again"]);
    }

    #[test]
    fn a_small_wish_does_not_overtake_a_large_one_that_waits() {
        let turns = FairSemaphore::new(4);
        let order = Mutex::new(Vec::new());
        let first = turns.acquire(2);
        thread::scope(|scope| {
            for (number, (name, amount)) in [("large", 4), ("small", 1)].into_iter().enumerate() {
                let (turns, order) = (&turns, &order);
                scope.spawn(move || {
                    let _permit = turns.acquire(amount);
                    order.lock().unwrap().push(name);
                });
                while turns.lock().next_ticket < number as u64 + 2 {
                    thread::yield_now();
                }
            }
            drop(first);
        });
        assert_eq!(*order.lock().unwrap(), ["large", "small"]);
    }

    #[test]
    fn who_wants_more_than_there_is_gets_all_of_it() {
        let turns = FairSemaphore::new(3);
        let permit = turns.acquire(100);
        assert_eq!(turns.lock().used, 3);
        drop(permit);
        assert_eq!(turns.lock().used, 0);
    }

    #[test]
    fn a_permit_comes_back_when_its_holder_panics() {
        let turns = FairSemaphore::new(1);
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _permit = turns.acquire(1);
            panic!("the work failed");
        }));
        assert!(caught.is_err());
        let _permit = turns.acquire(1);
    }
}
