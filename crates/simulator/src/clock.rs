use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use serde::Serialize;
use tokio::sync::{Notify, oneshot, watch};

/// The simulator's own time. It can be stopped, stepped and sped up, and everything that waits uses it.
///
/// It also knows whether any work is pending at the current moment ([`Clock::settle`]), so that a test can step it and
/// then check the result without sleeping.
pub struct Clock {
    inner: Mutex<Inner>,
    changed: Notify,
    busy: watch::Sender<usize>,
}

struct Inner {
    /// Real and simulated time of the last change of speed.
    anchor: Instant,
    anchor_ms: f64,
    speed: f64,
    stopped: bool,
    sleepers: BTreeMap<(i64, u64), oneshot::Sender<Activity>>,
    next_sleeper: u64,
}

/// Held during work; while one exists the clock is not settled.
pub struct Activity {
    clock: Arc<Clock>,
}

impl Drop for Activity {
    fn drop(&mut self) {
        self.clock.busy.send_modify(|busy| *busy -= 1);
    }
}

/// The clock's state, as the control interface shows it.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ClockState {
    /// Milliseconds since 1970.
    pub now_ms: i64,
    /// Factor against real time.
    pub speed: f64,
    /// Whether it is stopped.
    pub stopped: bool,
    /// When the next waiting task is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_due_ms: Option<i64>,
}

impl Clock {
    /// Starts a clock. It needs a tokio runtime, in which it wakes waiting tasks.
    pub fn start(start_ms: Option<i64>, speed: f64, stopped: bool) -> Arc<Self> {
        let clock = Arc::new(Self {
            inner: Mutex::new(Inner {
                anchor: Instant::now(),
                anchor_ms: start_ms.unwrap_or_else(Self::real_now_ms) as f64,
                speed,
                stopped,
                sleepers: BTreeMap::new(),
                next_sleeper: 0,
            }),
            changed: Notify::new(),
            busy: watch::Sender::new(0),
        });
        tokio::spawn(drive(Arc::downgrade(&clock)));
        clock
    }

    /// Milliseconds since 1970 by the clock of the machine.
    pub fn real_now_ms() -> i64 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
    }

    /// Milliseconds since 1970.
    pub fn now_ms(&self) -> i64 {
        self.lock().now_ms() as i64
    }

    /// The current state.
    pub fn state(&self) -> ClockState {
        let inner = self.lock();
        ClockState {
            now_ms: inner.now_ms() as i64,
            speed: inner.speed,
            stopped: inner.stopped,
            next_due_ms: inner.sleepers.keys().next().map(|(due, _)| *due),
        }
    }

    /// Changes the factor against real time.
    pub fn set_speed(self: &Arc<Self>, speed: f64) {
        self.change(|inner| inner.speed = speed);
    }

    /// Stops or restarts it.
    pub fn set_stopped(self: &Arc<Self>, stopped: bool) {
        self.change(|inner| inner.stopped = stopped);
    }

    /// Sets it forward to a moment. A moment in the past changes nothing.
    pub fn set_now(self: &Arc<Self>, now_ms: i64) {
        self.change(|inner| inner.anchor_ms = inner.anchor_ms.max(now_ms as f64));
    }

    /// Moves it forward, but stops at every moment at which something is due until that has happened, so that the result
    /// does not depend on the speed of the machine. False when that took longer than `patience`.
    pub async fn advance(self: &Arc<Self>, milliseconds: i64, patience: Duration) -> bool {
        let target = self.now_ms() + milliseconds.max(0);
        let steps = async {
            loop {
                drop(self.busy.subscribe().wait_for(|busy| *busy == 0).await);
                match self.state().next_due_ms.filter(|due| *due <= target) {
                    Some(due) => self.set_now(due),
                    None => break,
                }
            }
            self.set_now(target);
        };
        tokio::time::timeout(patience, steps).await.is_ok()
    }

    /// Marks the start of something that [`Clock::settle`] must wait for.
    pub fn activity(self: &Arc<Self>) -> Activity {
        self.busy.send_modify(|busy| *busy += 1);
        Activity { clock: self.clone() }
    }

    /// Waits until the clock reaches `due_ms`. The activity is released while waiting and returned afterwards.
    pub async fn sleep_until(self: &Arc<Self>, due_ms: i64, activity: Activity) -> Activity {
        let woken = {
            let mut inner = self.lock();
            if inner.now_ms() >= due_ms as f64 {
                return activity;
            }
            let (wake, woken) = oneshot::channel();
            let key = (due_ms, inner.next_sleeper);
            inner.next_sleeper += 1;
            inner.sleepers.insert(key, wake);
            woken
        };
        self.changed.notify_one();
        drop(activity);
        match woken.await {
            Ok(activity) => activity,
            // Only when the clock is gone, and then nothing waits for it to settle.
            Err(_) => self.activity(),
        }
    }

    /// Waits until all work at the current moment is done; false when that took longer than `patience`.
    pub async fn settle(&self, patience: Duration) -> bool {
        let mut busy = self.busy.subscribe();
        tokio::time::timeout(patience, busy.wait_for(|busy| *busy == 0)).await.is_ok_and(|settled| settled.is_ok())
    }

    fn change(self: &Arc<Self>, change: impl FnOnce(&mut Inner)) {
        {
            let mut inner = self.lock();
            inner.anchor_ms = inner.now_ms();
            inner.anchor = Instant::now();
            change(&mut inner);
        }
        self.wake_due();
        self.changed.notify_one();
    }

    fn wake_due(self: &Arc<Self>) {
        // Counted as busy under the lock, so that a woken sleeper never counts as idle.
        let due = {
            let mut inner = self.lock();
            let now = inner.now_ms() as i64;
            let later = inner.sleepers.split_off(&(now + 1, 0));
            let due = std::mem::replace(&mut inner.sleepers, later);
            self.busy.send_modify(|busy| *busy += due.len());
            due
        };
        for wake in due.into_values() {
            // An aborted sleeper drops the activity at once.
            drop(wake.send(Activity { clock: self.clone() }));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn now_ms(&self) -> f64 {
        let speed = if self.stopped { 0.0 } else { self.speed };
        self.anchor_ms + self.anchor.elapsed().as_secs_f64() * 1000.0 * speed
    }

    /// Real time until the next sleeper is due; `None` without a sleeper or while the clock is stopped.
    fn until_next(&self) -> Option<Duration> {
        let (due, _) = self.sleepers.keys().next()?;
        if self.stopped || self.speed <= 0.0 {
            return None;
        }
        let real_ms = (*due as f64 - self.now_ms()) / self.speed;
        // A millisecond more, so that rounding does not wake the loop too early again and again.
        Some(Duration::from_secs_f64((real_ms.max(0.0) / 1000.0).min(86_400.0)) + Duration::from_millis(1))
    }
}

async fn drive(clock: Weak<Clock>) {
    loop {
        let Some(strong) = clock.upgrade() else { return };
        let wait = strong.lock().until_next();
        let patience = wait.unwrap_or(Duration::from_secs(1));
        // Woken by a change, when a sleeper is due, or regularly to end when the clock is dropped.
        drop(tokio::time::timeout(patience, strong.changed.notified()).await);
        strong.wake_due();
    }
}
