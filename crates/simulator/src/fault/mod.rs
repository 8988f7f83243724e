mod answer;
mod when;

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

pub use answer::FaultAnswer;
pub use when::{Observation, When};

use crate::{random::Random, route::Route};

/// A fault that is injected on purpose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Its name in the journal; generated when absent.
    #[serde(default)]
    pub id: String,
    /// The route; all of Akool's when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<Route>,
    /// How many matching requests it hits; 0 for all.
    #[serde(default = "one")]
    pub count: u32,
    /// How many matching requests pass first.
    #[serde(default)]
    pub skip: u32,
    /// Probability that a matching request is hit.
    #[serde(default = "certain")]
    pub probability: f64,
    /// Which requests match.
    #[serde(default)]
    pub when: When,
    /// Whether the request is carried out. By default only when the answer is made from the genuine one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<bool>,
    /// Real milliseconds to wait before the answer.
    #[serde(default)]
    pub delay_ms: u64,
    /// The answer.
    pub answer: FaultAnswer,
    /// How often it has hit.
    #[serde(default)]
    pub hits: u32,
}

impl Fault {
    /// Whether the request is carried out.
    pub fn has_effect(&self) -> bool {
        self.answer.needs_genuine() || self.effect.unwrap_or(false)
    }

    /// Checks that the fields fit together and work in this session.
    pub fn check_in(&self, session: Option<&str>) -> Result<(), String> {
        if self.route == Some(Route::Connection) && session.is_some() {
            return Err("a new connection belongs to no session yet, so connections fail in the default session".into());
        }
        self.check()
    }

    /// Checks that the fields fit together.
    pub fn check(&self) -> Result<(), String> {
        if !(0.0..=1.0).contains(&self.probability) {
            return Err("probability must be from 0 to 1".into());
        }
        if self.effect == Some(false) && self.answer.needs_genuine() {
            return Err("this answer is made from the genuine one, so effect cannot be false".into());
        }
        match self.route {
            Some(Route::Webhook) if !self.answer.is_for_webhooks() => {
                Err("webhooks support the answers genuine, missing, duplicate, forged and malformed".into())
            }
            Some(Route::Connection) if !self.answer.is_for_connections() => {
                Err("connections support the answers close, reset and hang".into())
            }
            Some(Route::Webhook | Route::Connection) => Ok(()),
            _ if self.answer.is_only_for_webhooks() => {
                Err("missing, duplicate and forged are for the route webhook".into())
            }
            _ => Ok(()),
        }
    }
}

const fn one() -> u32 {
    1
}

const fn certain() -> f64 {
    1.0
}

/// The active faults in the order they were added. The first that matches hits.
#[derive(Default)]
pub struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    /// Adds a fault; returns its id.
    pub fn add(&self, mut fault: Fault, random: &Random) -> Result<String, String> {
        fault.check()?;
        if fault.id.is_empty() {
            fault.id = format!("fault-{:08x}", random.number() as u32);
        }
        fault.hits = 0;
        let id = fault.id.clone();
        let mut faults = self.lock();
        if faults.iter().any(|other| other.id == id) {
            return Err(format!("there is already a fault {id}"));
        }
        faults.push(fault);
        Ok(id)
    }

    /// All faults, including used ones.
    pub fn all(&self) -> Vec<Fault> {
        self.lock().clone()
    }

    /// Removes a fault; false when there is none with this id.
    pub fn remove(&self, id: &str) -> bool {
        let mut faults = self.lock();
        let before = faults.len();
        faults.retain(|fault| fault.id != id);
        faults.len() < before
    }

    /// Removes all faults.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// The fault that hits this request, if one does.
    pub fn hit(&self, route: Route, observation: &Observation<'_>, random: &Random) -> Option<Fault> {
        let special = matches!(route, Route::Webhook | Route::Connection);
        for fault in self.lock().iter_mut() {
            let is_here = fault.route == Some(route) || (fault.route.is_none() && !special);
            if !is_here || (fault.count > 0 && fault.hits >= fault.count) || !fault.when.holds(observation) {
                continue;
            }
            if fault.skip > 0 {
                fault.skip -= 1;
                continue;
            }
            if fault.probability < 1.0 && random.fraction() >= fault.probability {
                continue;
            }
            fault.hits += 1;
            return Some(fault.clone());
        }
        None
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
