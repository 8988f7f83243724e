use std::rc::Rc;

use akool_contract::{CheckedCreate, Issue, Raw, RawValue, path, text};
use wasm_bindgen::JsValue;

use crate::call::call;
use crate::client::Client;
use crate::failure::{self, Charged, Failure};
use crate::job::Job;
use crate::js;
use crate::raw;
use crate::start::Outcome;
use crate::upload::upload;

/// Stands in for a picture that is not uploaded yet, so that everything else is checked before its bytes move.
const PLACEHOLDER: &str = "https://picture.invalid/";

const LOST: &str = "The answer was lost: the job may exist and be paid for, so check before sending it again. ";

/// Everything that is wrong with a request.
pub fn validate(request: &JsValue) -> Result<CheckedCreate, Vec<Issue>> {
    CheckedCreate::check(&read(request))
}

/// Checks, uploads the picture if need be, and creates the job. The create is sent once.
pub async fn create(client: Rc<Client>, request: JsValue, options: JsValue) -> Outcome {
    let body = js::object();
    for (name, value) in validate(&request).map_err(|issues| failure::invalid_request(&issues))?.fields() {
        js::set(&body, name, &serde_wasm_bindgen::to_value(&value).unwrap_or_default());
    }
    let picture = js::field(&request, "image_url");
    if raw::is_blob(&picture) {
        js::set(&body, "image_url", &upload(client.clone(), picture, options.clone()).await?);
    }
    match call(&client, path::CREATE, js::to_json(&body), &options).await {
        Ok(data) => match Job::from_record(&data) {
            Some(job) => Ok(job.object),
            None => Err(outcome_unknown(failure::bad_answer())),
        },
        Err(failure) => Err(judge(failure)),
    }
}

fn read(request: &JsValue) -> Raw {
    let mut read = raw::read(request);
    if let Raw::Fields(fields) = &mut read
        && let Some((_, value)) = fields.iter_mut().find(|(name, _)| name == "image_url")
        && raw::is_blob(&js::field(request, "image_url"))
    {
        *value = RawValue::Text(PLACEHOLDER.into());
    }
    read
}

/// Decides what a failed create means for the account.
fn judge(failure: Failure) -> Failure {
    let refused = match failure.code {
        // No whole answer came, or none that says what happened.
        "network" | "timeout" | "bad_answer" | "refused" => false,
        // The vendor's own "could not create" took nothing; a gateway says so itself; a bare 5xx may hide a success.
        "unavailable" => failure.says_not_charged,
        _ => true,
    };
    if !failure.sent || (refused && failure.charged == Charged::No) { failure } else { outcome_unknown(failure) }
}

fn outcome_unknown(mut failure: Failure) -> Failure {
    failure.code = "outcome_unknown";
    let detail = failure.message.as_string().unwrap_or_default();
    failure.message = text::join(&[LOST, &detail]).into();
    failure.retryable = false;
    failure.charged = Charged::Unknown;
    failure
}
