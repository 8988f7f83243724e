use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{Database, StateError};
use crate::{account::Account, clock::Clock, job::Job, settings::Retention};

/// The account and its jobs, in memory and, with a state file, on disk.
pub struct JobStore {
    inner: Mutex<Inner>,
    database: Option<Arc<Database>>,
    clock: Arc<Clock>,
    retention: Retention,
}

struct Inner {
    account: Account,
    jobs: HashMap<String, Job>,
}

/// The outcome of creating paid jobs.
#[derive(Debug, PartialEq, Eq)]
pub enum CreateOutcome {
    /// The jobs were paid and created.
    Created,
    /// The balance is too small; nothing was created.
    InsufficientCredits,
}

impl JobStore {
    /// A store with the content of a state file.
    pub fn new(
        account: Account,
        jobs: Vec<Job>,
        database: Option<Arc<Database>>,
        clock: Arc<Clock>,
        retention: Retention,
    ) -> Self {
        let jobs = jobs.into_iter().map(|job| (job.id.clone(), job)).collect();
        Self { inner: Mutex::new(Inner { account, jobs }), database, clock, retention }
    }

    /// Forgets ended jobs that are too old, and the oldest ended ones of too many.
    pub fn forget(&self) -> Result<(), StateError> {
        self.forget_in(&mut self.lock())
    }

    fn forget_in(&self, inner: &mut Inner) -> Result<(), StateError> {
        let too_old_ms = self.clock.now_ms() - self.retention.job_age.as_millis() as i64;
        let mut ended: Vec<(i64, &String)> = inner
            .jobs
            .values()
            .filter(|job| job.stage.is_terminal())
            .map(|job| (job.update_time.unwrap_or(job.create_time), &job.id))
            .collect();
        ended.sort_unstable();
        let excess = inner.jobs.len().saturating_sub(self.retention.jobs);
        let is_forgotten = |(index, (ended_ms, _)): &(usize, (i64, &String))| *index < excess || *ended_ms < too_old_ms;
        let ids: Vec<String> =
            ended.into_iter().enumerate().take_while(is_forgotten).map(|(_, (_, id))| id.clone()).collect();
        if ids.is_empty() {
            return Ok(());
        }
        if let Some(database) = &self.database {
            database.remove_jobs(&ids.iter().map(String::as_str).collect::<Vec<_>>())?;
        }
        ids.iter().for_each(|id| drop(inner.jobs.remove(id)));
        Ok(())
    }

    /// The current account.
    pub fn account(&self) -> Account {
        self.lock().account.clone()
    }

    /// Changes the account.
    pub fn change_account(&self, change: impl FnOnce(&mut Account)) -> Result<(), StateError> {
        let mut inner = self.lock();
        change(&mut inner.account);
        self.save(&inner, &[])
    }

    /// Pays for jobs and creates them, all or none.
    pub fn create(&self, jobs: &[Job]) -> Result<CreateOutcome, StateError> {
        let mut inner = self.lock();
        if !inner.account.charge(jobs.iter().map(|job| job.deduction_credit).sum()) {
            return Ok(CreateOutcome::InsufficientCredits);
        }
        for job in jobs {
            inner.jobs.insert(job.id.clone(), job.clone());
        }
        if let Err(error) = self.save(&inner, &jobs.iter().collect::<Vec<_>>()) {
            // Jobs that are not on disk were not created, so they are not paid either.
            for job in jobs {
                inner.jobs.remove(&job.id);
                inner.account.credits += job.deduction_credit;
            }
            return Err(error);
        }
        // The jobs are created; what could not be forgotten now is forgotten later.
        if let Err(error) = self.forget_in(&mut inner) {
            tracing::error!(%error, "old jobs could not be removed from the state file");
        }
        Ok(CreateOutcome::Created)
    }

    /// A job.
    pub fn job(&self, id: &str) -> Option<Job> {
        self.lock().jobs.get(id).cloned()
    }

    /// All jobs, newest first.
    pub fn jobs(&self) -> Vec<Job> {
        let mut jobs: Vec<Job> = self.lock().jobs.values().cloned().collect();
        jobs.sort_by(|left, right| (right.create_time, &right.id).cmp(&(left.create_time, &left.id)));
        jobs
    }

    /// Number of jobs.
    pub fn count(&self) -> usize {
        self.lock().jobs.len()
    }

    /// Changes a job and the account; returns the changed job if it still exists.
    pub fn change_job(&self, id: &str, change: impl FnOnce(&mut Job, &mut Account)) -> Result<Option<Job>, StateError> {
        let mut guard = self.lock();
        let inner = &mut *guard;
        let Some(job) = inner.jobs.get_mut(id) else { return Ok(None) };
        change(job, &mut inner.account);
        let job = job.clone();
        self.save(inner, &[&job])?;
        Ok(Some(job))
    }

    /// Removes a job if `may_remove` allows it; returns the removed job.
    pub fn remove_job(&self, id: &str, may_remove: impl FnOnce(&Job) -> bool) -> Result<Option<Job>, StateError> {
        let mut inner = self.lock();
        if !inner.jobs.get(id).is_some_and(may_remove) {
            return Ok(None);
        }
        let removed = inner.jobs.remove(id);
        if let Some(database) = &self.database {
            database.remove_jobs(&[id])?;
        }
        Ok(removed)
    }

    /// Removes all jobs.
    pub fn clear_jobs(&self) -> Result<(), StateError> {
        let mut inner = self.lock();
        if let Some(database) = &self.database {
            database.remove_jobs(&inner.jobs.keys().map(String::as_str).collect::<Vec<_>>())?;
        }
        inner.jobs.clear();
        Ok(())
    }

    fn save(&self, inner: &Inner, jobs: &[&Job]) -> Result<(), StateError> {
        match &self.database {
            Some(database) => database.save(&inner.account, self.clock.now_ms(), jobs),
            None => Ok(()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
