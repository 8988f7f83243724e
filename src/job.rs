use std::rc::Rc;

use akool_contract::{JobStatus, RESULT_LIFETIME_SECONDS};
use wasm_bindgen::JsValue;

use crate::failure::{Charged, Failure};
use crate::js;

/// A job as the package shows it.
#[derive(Clone)]
pub struct Job {
    pub id: Rc<str>,
    pub status: JobStatus,
    pub video_url: Option<String>,
    /// Milliseconds since 1970.
    pub expires_at: Option<f64>,
    pub deduction_credit: Option<f64>,
    /// The vendor's record, untouched.
    pub record: JsValue,
}

impl Job {
    /// Reads the vendor's record; `None` without an id.
    pub fn from_record(record: &JsValue) -> Option<Self> {
        let id = js::text_field(record, "_id")?;
        let video_url = js::text_field(record, "video_url");
        let mut status = JobStatus::from_number(js::number_field(record, "status").unwrap_or(2.0) as i64);
        if status == JobStatus::Completed && video_url.is_none() {
            // Done without a video is not done for anyone who waits for one; the next look will have it.
            status = JobStatus::Processing;
        }
        let expires_at = (status == JobStatus::Completed).then(|| {
            let done_at = js::number_field(record, "update_time").unwrap_or_else(js::now_ms);
            done_at + RESULT_LIFETIME_SECONDS as f64 * 1000.0
        });
        Some(Self {
            id: id.into(),
            status,
            video_url: video_url.filter(|_| status == JobStatus::Completed),
            expires_at,
            deduction_credit: js::number_field(record, "deduction_credit"),
            record: record.clone(),
        })
    }

    /// A job known by its id only.
    pub fn unseen(id: Rc<str>) -> Self {
        Self {
            id,
            status: JobStatus::Queueing,
            video_url: None,
            expires_at: None,
            deduction_credit: None,
            record: js::object(),
        }
    }

    /// Reads a job this package made earlier, straight or after a trip through JSON.
    fn from_js(value: &JsValue) -> Option<Self> {
        let id = js::text_field(value, "id")?;
        let status = match js::text_field(value, "status").as_deref() {
            Some("queueing") => JobStatus::Queueing,
            Some("completed") => JobStatus::Completed,
            Some("failed") => JobStatus::Failed,
            _ => JobStatus::Processing,
        };
        Some(Self {
            id: id.into(),
            status,
            video_url: js::text_field(value, "video_url"),
            expires_at: js::number_field(value, "expiresAt"),
            deduction_credit: js::number_field(value, "deduction_credit"),
            record: js::field(value, "record"),
        })
    }

    /// The object callers see.
    pub fn to_js(&self) -> JsValue {
        let object = js::object();
        js::set(&object, "id", &JsValue::from_str(&self.id));
        js::set(&object, "status", &JsValue::from_str(self.status.as_str()));
        if let Some(url) = &self.video_url {
            js::set(&object, "video_url", &JsValue::from_str(url));
        }
        if let Some(time) = self.expires_at {
            js::set(&object, "expiresAt", &JsValue::from_f64(time));
        }
        if let Some(credits) = self.deduction_credit {
            js::set(&object, "deduction_credit", &JsValue::from_f64(credits));
        }
        js::set(&object, "record", &self.record);
        object
    }

    /// Whether a caller who saw `earlier` would want to hear of this one.
    pub fn differs_from(&self, earlier: &Self) -> bool {
        self.status != earlier.status
            || self.video_url != earlier.video_url
            || self.deduction_credit != earlier.deduction_credit
    }

    /// What the vendor says about credits: a failed job may have been refunded.
    pub fn charged(&self) -> Charged {
        match self.deduction_credit {
            Some(credits) if credits > 0.0 => Charged::Yes,
            Some(_) => Charged::No,
            None if self.status == JobStatus::Failed => Charged::Unknown,
            // A job exists only after the vendor has taken its credits.
            None => Charged::Yes,
        }
    }

    /// The error a failed job ends its wait with.
    pub fn failure(&self) -> Failure {
        // The family documents no field for the reason; its sibling products use these.
        let reason = ["error_reason", "error_code", "faceswap_fail_reason", "msg"]
            .into_iter()
            .map(|name| js::field(&self.record, name))
            .find(|value| value.is_truthy() && !value.is_object())
            .map(|value| js::to_text(&value));
        let message = match reason {
            Some(reason) => ["The video was not made: ", &reason].concat(),
            None => String::from("The video was not made; the vendor gives no reason."),
        };
        Failure { charged: self.charged(), job: Some(self.clone()), ..Failure::new("job_failed", message) }
    }
}

/// What callers pass to say which job they mean.
pub struct JobRef {
    pub id: Rc<str>,
    /// What was known of it, when a whole job was passed.
    pub known: Option<Job>,
}

impl JobRef {
    /// Reads an id or a job.
    pub fn read(value: &JsValue) -> Result<Self, Failure> {
        let known = Job::from_js(value);
        let id = known.as_ref().map(|job| job.id.clone()).or_else(|| value.as_string().map(Rc::from));
        match id {
            // Ids travel as one comma-separated string, so a comma would ask for somebody else's job.
            Some(id) if !id.trim().is_empty() && !id.contains(',') => Ok(Self { id, known }),
            _ => Err(Failure::new("invalid_request", "Pass a job, or its id as a string without commas.")),
        }
    }

    /// What is known without asking.
    pub fn into_job(self) -> Job {
        self.known.unwrap_or_else(|| Job::unseen(self.id))
    }
}
