//! Shares the machine's cores and memory fairly among all jobs of the process.

use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;

/// Most pieces of heavy work that run at once; fewer if the machine has fewer cores.
const MOST_CORES: usize = 2;
/// Most pixels that are being encoded at once: one video at 4k on two cores, plus a few small ones.
const MOST_PIXELS: u64 = 2 * 3840 * 2160 * 3 / 2;

/// A semaphore that grants permits in the order of the requests.
///
/// Jobs work in small pieces and acquire a permit for each, so concurrent jobs progress at the same rate whichever came
/// first.
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

/// A granted amount; it is returned when the permit is dropped.
pub(crate) struct Permit<'a> {
    semaphore: &'a FairSemaphore,
    amount: u64,
}

/// Number of cores that may be used at once.
pub(crate) fn core_count() -> usize {
    let available = thread::available_parallelism().map_or(1, usize::from);
    available.min(MOST_CORES)
}

/// The cores of the process; acquire 1 for each piece of work.
pub(crate) fn cores() -> &'static FairSemaphore {
    static CORES: OnceLock<FairSemaphore> = OnceLock::new();
    CORES.get_or_init(|| FairSemaphore::new(core_count() as u64))
}

/// Room for encoders and their frames, in pixels. It bounds the memory of any number of jobs.
pub(crate) fn encoder_room() -> &'static FairSemaphore {
    static ROOM: OnceLock<FairSemaphore> = OnceLock::new();
    ROOM.get_or_init(|| FairSemaphore::new(MOST_PIXELS))
}

impl FairSemaphore {
    fn new(capacity: u64) -> Self {
        Self { capacity, queue: Mutex::default(), moved: Condvar::new() }
    }

    /// Waits for this request's turn and for `amount` to be free. A request for more than the capacity gets all of it.
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
        Permit { semaphore: self, amount }
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.semaphore.lock().used -= self.amount;
        self.semaphore.moved.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    #[test]
    fn no_more_than_the_capacity_is_in_use() {
        let semaphore = FairSemaphore::new(5);
        let (in_use, most) = (AtomicU64::new(0), AtomicU64::new(0));
        thread::scope(|scope| {
            for worker in 0..8 {
                let (semaphore, in_use, most) = (&semaphore, &in_use, &most);
                scope.spawn(move || {
                    for _ in 0..50 {
                        let amount = 1 + worker % 3;
                        let _permit = semaphore.acquire(amount);
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
    fn a_waiting_request_is_served_before_a_later_one_of_the_last_holder() {
        let semaphore = FairSemaphore::new(1);
        let order = Mutex::new(Vec::new());
        let first = semaphore.acquire(1);
        thread::scope(|scope| {
            scope.spawn(|| {
                let _permit = semaphore.acquire(1);
                order.lock().unwrap().push("waiting");
            });
            while semaphore.lock().next_ticket < 2 {
                thread::yield_now();
            }
            drop(first);
            let _again = semaphore.acquire(1);
            order.lock().unwrap().push("again");
        });
        assert_eq!(*order.lock().unwrap(), ["waiting", "again"]);
    }

    #[test]
    fn a_small_request_does_not_overtake_a_waiting_large_one() {
        let semaphore = FairSemaphore::new(4);
        let order = Mutex::new(Vec::new());
        let first = semaphore.acquire(2);
        thread::scope(|scope| {
            for (number, (name, amount)) in [("large", 4), ("small", 1)].into_iter().enumerate() {
                let (semaphore, order) = (&semaphore, &order);
                scope.spawn(move || {
                    let _permit = semaphore.acquire(amount);
                    order.lock().unwrap().push(name);
                });
                while semaphore.lock().next_ticket < number as u64 + 2 {
                    thread::yield_now();
                }
            }
            drop(first);
        });
        assert_eq!(*order.lock().unwrap(), ["large", "small"]);
    }

    #[test]
    fn a_request_beyond_the_capacity_gets_all_of_it() {
        let semaphore = FairSemaphore::new(3);
        let permit = semaphore.acquire(100);
        assert_eq!(semaphore.lock().used, 3);
        drop(permit);
        assert_eq!(semaphore.lock().used, 0);
    }

    #[test]
    fn a_permit_is_returned_when_its_holder_panics() {
        let semaphore = FairSemaphore::new(1);
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _permit = semaphore.acquire(1);
            panic!("the work failed");
        }));
        assert!(caught.is_err());
        let _permit = semaphore.acquire(1);
    }
}
