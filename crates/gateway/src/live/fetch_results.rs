use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use akool_contract::{JobRecord, JobStatus, ResultList};

use crate::Clock;
use crate::archive::Archive;
use crate::live::LiveError;
use crate::orders::refund::Refunds;
use crate::vendor::{Vendor, VendorError};

/// Requests that one look-up may cost. Isolating one job among fifty takes twelve.
const MAXIMUM_REQUESTS: usize = 32;
/// Requests after which a vendor that has answered none of them is taken to be in trouble itself.
const REQUESTS_WITHOUT_ANSWER: usize = 12;
/// Jobs that failed alone before and are asked for again, alone, in one look-up.
const MAXIMUM_RETRIES: usize = 8;
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(32);
const LONGEST_PAUSE_OF_UNKNOWN: Duration = Duration::from_secs(4);
/// Jobs remembered as failing; a gateway with more of them starts over.
const MAXIMUM_SUSPECTS: usize = 4096;

/// What the vendor said about jobs.
#[derive(Debug, Default)]
pub struct FetchedResults {
    /// The records it gave.
    pub result: Vec<JobRecord>,
    /// Jobs about which there was no usable answer, so their state is unknown.
    pub unanswered: Vec<(String, VendorError)>,
    /// Whether there was an answer about any of them.
    pub has_answer: bool,
    /// Why the vendor was not asked about all of them.
    pub halted: Option<VendorError>,
}

/// Jobs whose records make the vendor's answer unusable. They are asked for by themselves, so that the answer about the
/// others stays usable.
#[derive(Default)]
pub struct Suspects(Mutex<HashMap<String, Suspect>>);

struct Suspect {
    fault: VendorError,
    pause: Duration,
    not_before: Duration,
}

/// Asks the vendor about jobs, for every caller and for the poller.
pub struct ResultFetcher {
    vendor: Arc<Vendor>,
    archive: Arc<Archive>,
    refunds: Refunds,
    suspects: Suspects,
    clock: Clock,
}

impl ResultFetcher {
    /// Without suspects.
    pub fn new(vendor: Arc<Vendor>, archive: Arc<Archive>, refunds: Refunds, clock: Clock) -> Self {
        Self { vendor, archive, refunds, suspects: Suspects::default(), clock }
    }

    /// Asks the vendor about jobs, by its own ids. Credits that it gave back for failed ones go back to their budgets, and videos that have
    /// been copied are shown where the copies are.
    pub async fn fetch_results(&self, vendor_ids: &[&str]) -> Result<ResultList, LiveError> {
        let looked_up = self.fetch_results_each(vendor_ids).await?;
        match looked_up.unanswered.first() {
            Some((_, fault)) if looked_up.result.is_empty() => Err((*fault).into()),
            _ => Ok(ResultList { result: looked_up.result }),
        }
    }

    /// The same, job by job: a job about which there is no usable answer keeps nothing from the others.
    ///
    /// # Errors
    ///
    /// The vendor as a whole is in trouble: nothing at all was answered, or it asked for fewer requests.
    pub async fn fetch_results_each(&self, vendor_ids: &[&str]) -> Result<FetchedResults, VendorError> {
        let mut lookup = Lookup { fetcher: self, requests: 0, looked_up: FetchedResults::default() };
        let (retried, waiting, unsuspected) = self.suspects.sort(vendor_ids, self.clock.running());
        lookup.looked_up.unanswered = waiting;
        let mut halted = lookup.ask_apart(&unsuspected).await;
        if halted.is_none() {
            halted = lookup.ask_alone(&retried).await;
        }
        let mut looked_up = FetchedResults { halted, ..lookup.looked_up };
        if let Some(fault) = halted.filter(|_| !looked_up.has_answer) {
            return Err(fault);
        }
        // The vendor knows nothing of such a job, which is an answer.
        looked_up.unanswered.retain(|(_, fault)| !fault.is_not_found());
        let mut list = ResultList { result: looked_up.result };
        let refunded = list.result.iter().filter(|record| was_refunded(record)).filter_map(|record| record.id.clone());
        self.refunds.give_back(refunded.collect()).await;
        self.archive.rewrite_urls(&mut list).await;
        Ok(FetchedResults { result: list.result, ..looked_up })
    }
}

struct Lookup<'a> {
    fetcher: &'a ResultFetcher,
    requests: usize,
    looked_up: FetchedResults,
}

impl Lookup<'_> {
    /// Asks for all of them in one request, and halves what fails until the jobs that make it fail are found. Gives the
    /// fault that ended it early.
    async fn ask_apart(&mut self, vendor_ids: &[&str]) -> Option<VendorError> {
        let mut parts: Vec<&[&str]> = vec![vendor_ids];
        let mut last_fault = None;
        while let Some(part) = parts.pop().filter(|part| !part.is_empty()) {
            let is_hopeless = !self.looked_up.has_answer && self.requests >= REQUESTS_WITHOUT_ANSWER;
            let halted = match last_fault {
                Some(fault) if is_hopeless || self.requests >= MAXIMUM_REQUESTS => Some(fault),
                _ => match self.ask(part).await {
                    Ok(()) => None,
                    Err(fault) if !fault.may_be_about_one_job() => Some(fault),
                    Err(fault) => {
                        last_fault = Some(fault);
                        match part {
                            // It disturbs no other job.
                            [_] if vendor_ids.len() == 1 && fault.is_not_found() => self.looked_up.has_answer = true,
                            // Nothing says yet that it is the job's fault and not the vendor's.
                            [alone] if vendor_ids.len() == 1 => {
                                self.looked_up.unanswered.push(((*alone).to_owned(), fault));
                            }
                            [alone] => self.isolate(alone, fault),
                            _ => {
                                let (first, second) = part.split_at(part.len() / 2);
                                parts.extend([second, first]);
                            }
                        }
                        None
                    }
                },
            };
            if let Some(fault) = halted {
                let rest = parts.iter().copied().chain([part]).flatten();
                self.looked_up.unanswered.extend(rest.map(|vendor_id| ((*vendor_id).to_owned(), fault)));
                return Some(fault);
            }
        }
        // One job alone that fails may also be a vendor in trouble.
        last_fault.filter(|_| !self.looked_up.has_answer)
    }

    /// Asks for jobs that failed alone before, each by itself. Gives the fault that ended it early.
    async fn ask_alone(&mut self, mut vendor_ids: &[&str]) -> Option<VendorError> {
        while let [vendor_id, rest @ ..] = vendor_ids {
            match self.ask(&[vendor_id]).await {
                Ok(()) => self.fetcher.suspects.clear(vendor_id),
                Err(fault) if fault.may_be_about_one_job() => self.isolate(vendor_id, fault),
                Err(fault) => {
                    self.looked_up.unanswered.extend(vendor_ids.iter().map(|id| ((*id).to_owned(), fault)));
                    return Some(fault);
                }
            }
            vendor_ids = rest;
        }
        None
    }

    async fn ask(&mut self, vendor_ids: &[&str]) -> Result<(), VendorError> {
        self.requests += 1;
        let list = self.fetcher.vendor.results(vendor_ids).await?;
        self.looked_up.has_answer = true;
        // What was not asked for is of no concern here.
        let asked: HashSet<&str> = vendor_ids.iter().copied().collect();
        let records = list.result.into_iter();
        self.looked_up
            .result
            .extend(records.filter(|record| record.id.as_deref().is_some_and(|id| asked.contains(id))));
        Ok(())
    }

    fn isolate(&mut self, vendor_id: &str, fault: VendorError) {
        // "No such job" is a proper answer of a vendor that works.
        self.looked_up.has_answer |= fault.is_not_found();
        self.fetcher.suspects.note(vendor_id, fault, self.fetcher.clock.running());
        self.looked_up.unanswered.push((vendor_id.to_owned(), fault));
    }
}

/// Suspects to ask for again, suspects whose time has not come, and all others.
type Sorted<'a> = (Vec<&'a str>, Vec<(String, VendorError)>, Vec<&'a str>);

impl Suspects {
    fn sort<'a>(&self, vendor_ids: &[&'a str], now: Duration) -> Sorted<'a> {
        let suspects = self.lock();
        let (mut retried, mut waiting, mut unsuspected) = (Vec::new(), Vec::new(), Vec::new());
        for vendor_id in vendor_ids {
            match suspects.get(*vendor_id) {
                None => unsuspected.push(*vendor_id),
                // One that is asked for by itself disturbs no other, and its caller wants to know how it is now.
                Some(suspect)
                    if vendor_ids.len() == 1 || suspect.not_before <= now && retried.len() < MAXIMUM_RETRIES =>
                {
                    retried.push(*vendor_id);
                }
                Some(suspect) => waiting.push(((*vendor_id).to_owned(), suspect.fault)),
            }
        }
        (retried, waiting, unsuspected)
    }

    fn note(&self, vendor_id: &str, fault: VendorError, now: Duration) {
        let mut suspects = self.lock();
        if suspects.len() >= MAXIMUM_SUSPECTS {
            suspects.clear();
        }
        // A new job may only not be visible yet.
        let longest = if fault.is_not_found() { LONGEST_PAUSE_OF_UNKNOWN } else { LONGEST_PAUSE };
        let pause = suspects.get(vendor_id).map_or(FIRST_PAUSE, |known| (known.pause * 2).min(longest));
        suspects.insert(vendor_id.to_owned(), Suspect { fault, pause, not_before: now + pause });
        tracing::warn!(
            ?fault,
            suspects = suspects.len(),
            "one job makes Akool's answer unusable; it is polled alone"
        );
    }

    fn clear(&self, vendor_id: &str) {
        self.lock().remove(vendor_id);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Suspect>> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

fn was_refunded(record: &JobRecord) -> bool {
    record.job_status() == JobStatus::Failed && record.deduction_credit == Some(0.0)
}
