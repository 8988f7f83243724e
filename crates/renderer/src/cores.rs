//! Shares the machine's cores among all jobs of the process.

use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;

/// At most so many pieces of heavy work run at once, unless the machine has fewer cores.
const DEFAULT_LIMIT: usize = 2;

/// Permits handed out in the order in which they were asked for.
///
/// Work is done in small pieces, each under its own permit, so jobs that run at once advance alike however early one of
/// them came, and no more encoders are alive than there are permits: that bounds the memory of any number of jobs.
pub(crate) struct Cores {
    limit: usize,
    queue: Mutex<Queue>,
    moved: Condvar,
}

#[derive(Default)]
struct Queue {
    next_ticket: u64,
    next_served: u64,
    busy: usize,
}

/// The right to use one core until it is dropped.
pub(crate) struct Permit<'a>(&'a Cores);

impl Cores {
    /// The process's own.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Cores> = OnceLock::new();
        SHARED.get_or_init(|| {
            let available = thread::available_parallelism().map_or(1, usize::from);
            Self::new(available.min(DEFAULT_LIMIT))
        })
    }

    fn new(limit: usize) -> Self {
        Self { limit, queue: Mutex::default(), moved: Condvar::new() }
    }

    /// How many permits there are.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// Waits until it is this caller's turn.
    pub fn acquire(&self) -> Permit<'_> {
        let mut queue = self.lock();
        let ticket = queue.next_ticket;
        queue.next_ticket += 1;
        while ticket != queue.next_served || queue.busy == self.limit {
            queue = self.moved.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
        queue.next_served += 1;
        queue.busy += 1;
        drop(queue);
        self.moved.notify_all();
        Permit(self)
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.0.lock().busy -= 1;
        self.0.moved.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn never_more_work_at_once_than_permits() {
        let cores = Arc::new(Cores::new(2));
        let (at_once, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let _permit = cores.acquire();
                        most.fetch_max(at_once.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        thread::yield_now();
                        at_once.fetch_sub(1, Ordering::SeqCst);
                    }
                });
            }
        });
        assert!(most.load(Ordering::SeqCst) <= 2);
    }

    #[test]
    fn a_latecomer_is_served_before_the_one_who_had_a_turn_comes_back() {
        let cores = Cores::new(1);
        let order = Mutex::new(Vec::new());
        let first = cores.acquire();
        thread::scope(|scope| {
            scope.spawn(|| {
                let _permit = cores.acquire();
                order.lock().unwrap().push("latecomer");
            });
            while cores.lock().next_ticket < 2 {
                thread::yield_now();
            }
            drop(first);
            let _again = cores.acquire();
            order.lock().unwrap().push("again");
        });
        assert_eq!(*order.lock().unwrap(), ["latecomer", "again"]);
    }

    #[test]
    fn a_permit_comes_back_when_its_holder_panics() {
        let cores = Cores::new(1);
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _permit = cores.acquire();
            panic!("the work failed");
        }));
        assert!(caught.is_err());
        let _permit = cores.acquire();
    }
}
