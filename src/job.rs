use akool_contract::{JobStatus, RESULT_LIFETIME_SECONDS, text};
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};

use crate::failure::{self, Charged, Failure};
use crate::host;
use crate::js;

/// No job takes this long; a record that says so was changed for another reason later on.
const LONGEST_MS: f64 = 30.0 * 60.0 * 1000.0;

/// A job as the package shows it.
#[derive(Clone)]
pub struct Job {
    pub id: JsValue,
    pub status: JobStatus,
    /// What callers see: `{ id, status, video_url, expiresAt, reason, deduction_credit, record }`.
    pub object: JsValue,
}

impl Job {
    /// Reads the vendor's record; `None` without an id.
    pub fn from_record(record: &JsValue) -> Option<Self> {
        let id = js::field(record, "_id");
        if !id.is_truthy() {
            return None;
        }
        let url = js::field(record, "video_url");
        let status = match JobStatus::from_number(js::number_field(record, "status").unwrap_or(2.0) as i64) {
            // Done without a video is not done for anyone who waits for one; the next look will have it.
            JobStatus::Completed if !url.is_truthy() => JobStatus::Processing,
            status => status,
        };
        let job = Self::new(id, status, record);
        if status == JobStatus::Completed {
            let done_at_ms = js::number_field(record, "update_time").unwrap_or_else(host::time_ms);
            js::set(&job.object, "video_url", &url);
            js::set(&job.object, "expiresAt", &(done_at_ms + RESULT_LIFETIME_SECONDS as f64 * 1000.0).into());
        }
        if status == JobStatus::Failed {
            js::set(&job.object, "reason", &reason(record));
        }
        if let Some(credits) = js::number_field(record, "deduction_credit") {
            js::set(&job.object, "deduction_credit", &credits.into());
        }
        Some(job)
    }

    /// Reads what callers pass to say which job they mean: its id, or a job this package made earlier, straight or
    /// after a trip through JSON.
    pub fn from_ref(value: &JsValue) -> Result<Self, Failure> {
        let id = if value.is_object() { js::field(value, "id") } else { value.clone() };
        // Ids travel as one comma-separated string, so a comma would ask for somebody else's job.
        if id.as_string().is_none_or(|id| id.is_empty() || id.bytes().any(|byte| byte == b',')) {
            return Err(failure::new("invalid_request", "Pass a job, or its id as a string without commas."));
        }
        if !value.is_object() {
            return Ok(Self::new(id, JobStatus::Queueing, &js::object()));
        }
        let word = js::text_field(value, "status");
        let is = |status: JobStatus| word.as_deref() == Some(status.as_str());
        let status = if is(JobStatus::Completed) && js::field(value, "video_url").is_truthy() {
            JobStatus::Completed
        } else if is(JobStatus::Failed) {
            JobStatus::Failed
        } else {
            JobStatus::Processing
        };
        Ok(Self { id, status, object: value.clone() })
    }

    /// Reads one such reference or an array of them.
    pub fn from_refs(refs: &JsValue) -> Result<Vec<Self>, Failure> {
        let mut jobs = Vec::new();
        if Array::is_array(refs) {
            for value in refs.unchecked_ref::<Array>().iter() {
                jobs.push(Self::from_ref(&value)?);
            }
        } else {
            jobs.push(Self::from_ref(refs)?);
        }
        Ok(jobs)
    }

    /// The ids of jobs.
    pub fn ids(jobs: &[Self]) -> Array {
        let ids = Array::new();
        for job in jobs {
            ids.push(&job.id);
        }
        ids
    }

    /// The body that names jobs to the vendor.
    pub fn body(ids: &Array) -> JsValue {
        let body = js::object();
        js::set(&body, "_ids", &ids.join(",").into());
        js::to_json(&body)
    }

    fn new(id: JsValue, status: JobStatus, record: &JsValue) -> Self {
        let object = js::object();
        js::set(&object, "id", &id);
        js::set(&object, "status", &status.as_str().into());
        js::set(&object, "record", record);
        Self { id, status, object }
    }

    /// Where the video is; `undefined` before there is one.
    pub fn video_url(&self) -> JsValue {
        js::field(&self.object, "video_url")
    }

    /// How long a completed job took. Both times are the vendor's own: no clock of this machine's counts, nor when waiting
    /// began, nor how long the page was hidden or the machine asleep. `None` where they cannot be right.
    pub fn took_ms(&self) -> Option<f64> {
        let record = js::field(&self.object, "record");
        let took_ms = js::number_field(&record, "update_time")? - js::number_field(&record, "create_time")?;
        (self.status == JobStatus::Completed && took_ms > 0.0 && took_ms < LONGEST_MS).then_some(took_ms)
    }

    /// Whether a caller who saw `earlier` would want to hear of this one.
    pub fn differs_from(&self, earlier: &Self) -> bool {
        self.status != earlier.status || self.video_url() != earlier.video_url()
    }

    fn credits(&self) -> Option<f64> {
        js::number_field(&self.object, "deduction_credit")
    }

    /// What is known about credits: a failed job may have been refunded.
    pub fn charged(&self) -> Charged {
        match self.credits() {
            Some(credits) if credits > 0.0 => Charged::Yes,
            Some(_) => Charged::No,
            None if self.status == JobStatus::Failed => Charged::Unknown,
            // A job exists only after the vendor has taken its credits; an id alone says of none that it does.
            None if js::field(&js::field(&self.object, "record"), "_id").is_truthy() => Charged::Yes,
            None => Charged::Unknown,
        }
    }

    /// The error a failed job ends its wait with.
    pub fn failure(&self) -> Failure {
        // A job that an earlier version stored has no reason.
        let reason = js::text_field(&self.object, "reason")
            .or_else(|| reason(&js::field(&self.object, "record")).as_string())
            .unwrap_or_default();
        failure::new("job_failed", &text::join(&["The video was not made: ", &reason])).with_job(self)
    }
}

/// Why a job failed. The documentation names no field for the reason; the other products of the family use these.
fn reason(record: &JsValue) -> JsValue {
    let mut reason = JsValue::from_str("Akool gives no reason");
    for name in ["msg", "faceswap_fail_reason", "error_code", "error_reason"] {
        let value = js::field(record, name);
        if value.is_truthy() {
            reason = js::to_text(&value);
        }
    }
    reason
}
