//! Money moves once: it is held in the book before the vendor is asked, and the end is written down after.

use akool_contract::{BusinessCode, CreateRequest, JobRecord, price};
use aws_lc_rs::digest;
use http::StatusCode;

use crate::app::App;
use crate::failure::{Charged, Failure};
use crate::idempotency_key::IdempotencyKey;
use crate::ledger::{Attempt, End, LedgerFault, Millicredits, Reservation, Reserved, Stored};
use crate::limits::model;
use crate::public_record;
use crate::token::Claims;
use crate::vendor::VendorFault;

/// Creates a video on behalf of a caller, or says again how the same wish ended.
pub async fn pay(
    app: &App,
    caller: &Claims,
    request: &CreateRequest,
    key: IdempotencyKey,
) -> Result<JobRecord, Failure> {
    let reserved = match app.ledger.reserve(attempt(app, caller, request, key)).await.map_err(nothing_sent)? {
        Reservation::Held(reserved) => reserved,
        Reservation::Replay(Stored::Created(job)) => return Ok(*job),
        Reservation::Replay(Stored::Failed(failure)) => return Err(failure.into()),
        Reservation::Busy => return Err(busy()),
        Reservation::OtherBody => return Err(other_body()),
        Reservation::NoRoom => return Err(no_room()),
    };
    app.ledger.mark_sent(&reserved, app.clock.now_ms()).await.map_err(nothing_sent)?;
    let request = reporting_to_us(app, request, &reserved);
    let outcome = app.observe(app.vendor.create(&request).await).and_then(|record| {
        let vendor_id = record.id.clone().filter(|id| is_vendor_id(id)).ok_or(VendorFault::Nonsense)?;
        Ok((vendor_id, record))
    });
    match outcome {
        Ok((vendor_id, record)) => Ok(accept(app, &reserved, &caller.sub, &vendor_id, record).await),
        Err(fault) => {
            let failure = fault.of_paying();
            let answer = Stored::Failed(failure.stored());
            let end = match fault.charged() {
                Charged::Unknown => End::Unknown(answer),
                Charged::No if failure.is_final() => End::Refused(Some(answer)),
                Charged::No => End::Refused(None),
            };
            settle(app, &reserved, end).await;
            Err(failure)
        }
    }
}

/// Writes down that the vendor took it, and gives the job as its owner sees it.
pub async fn accept(app: &App, reserved: &Reserved, subject: &str, vendor_id: &str, record: JobRecord) -> JobRecord {
    let handle = app.job_handles.seal(vendor_id, subject, app.clock.now_seconds());
    let charged = record.deduction_credit.and_then(Millicredits::from_credits);
    let job = public_record::job(record, &handle);
    let answer = Stored::Created(Box::new(job.clone()));
    settle(app, reserved, End::Accepted { vendor_id: vendor_id.to_owned(), charged, answer }).await;
    job
}

/// The vendor reports to a URL that belongs to this attempt alone; where it cannot reach us it gets none.
fn reporting_to_us(app: &App, request: &CreateRequest, reserved: &Reserved) -> CreateRequest {
    let webhookurl =
        app.is_reached_by_vendor().then(|| app.hook_url(&app.hook_urls.seal(reserved.id(), app.clock.now_seconds())));
    CreateRequest { webhookurl, ..request.clone() }
}

fn attempt(app: &App, caller: &Claims, request: &CreateRequest, key: IdempotencyKey) -> Attempt {
    let (resolution, length) = (request.resolution, request.video_length);
    let published = price::credits(resolution, length).unwrap_or_default();
    Attempt {
        subject: caller.sub.clone(),
        token: caller.jti.clone(),
        idempotency_key: key.into_text(),
        // Of what was understood, so that white space and the order of fields make no difference.
        body_digest: digest::digest(&digest::SHA256, &serde_json::to_vec(request).unwrap_or_default())
            .as_ref()
            .to_vec(),
        kind: format!("{} {} {}", model(request), resolution.as_str(), length.seconds()),
        estimate: Millicredits(i64::from(published) * 1000),
        ceilings: app.ceilings(caller),
        now_ms: app.clock.now_ms(),
    }
}

/// The vendor has answered, so the caller gets that answer even if the book cannot be written: the attempt then stays
/// "sent", keeps its money, and becomes unknown at the next start.
async fn settle(app: &App, reserved: &Reserved, end: End) {
    if let Err(fault) = app.ledger.settle(reserved, end, app.clock.now_ms()).await {
        tracing::error!(%fault, "the end of a create could not be written down");
    }
}

/// Ids are joined by commas on the way back, so one with a comma in it would ask for two jobs.
fn is_vendor_id(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// The book cannot be written.
pub fn ledger_failure(fault: LedgerFault) -> Failure {
    tracing::error!(%fault, "the ledger");
    Failure::new(StatusCode::SERVICE_UNAVAILABLE, BusinessCode::SERVER_ERROR, "Something is wrong here; try later.")
        .retryable()
}

fn nothing_sent(fault: LedgerFault) -> Failure {
    ledger_failure(fault).charged(Charged::No)
}

fn busy() -> Failure {
    Failure::new(StatusCode::CONFLICT, BusinessCode(1011), "The same request is under way; wait for its end.")
        .retry_after(1)
        .charged(Charged::Unknown)
}

fn other_body() -> Failure {
    let message = "This Idempotency-Key was used for another request; take a new one.";
    Failure::new(StatusCode::CONFLICT, BusinessCode(1011), message).charged(Charged::No)
}

/// The same words as for an empty account: how much there is, and whose limit was met, is nobody's business.
fn no_room() -> Failure {
    Failure::new(StatusCode::PAYMENT_REQUIRED, BusinessCode::CREDITS_INSUFFICIENT, "There are not enough credits.")
        .charged(Charged::No)
}
