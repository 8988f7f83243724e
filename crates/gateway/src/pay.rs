//! Money moves once: it is held in the book before the vendor is asked, and the end is written down after.

use akool_contract::{BusinessCode, JobRecord};
use http::StatusCode;

use crate::app::{App, Shared};
use crate::failure::{Charged, Failure};
use crate::idempotency_key::IdempotencyKey;
use crate::ledger::{Attempt, End, LedgerFault, Millicredits, Reservation, Reserved, Stored};
use crate::public_record;
use crate::token::Claims;
use crate::vendor::VendorFault;
use crate::wish::Wish;

/// Fulfils a wish on a task of its own: a caller who hangs up must not cut off a request that may already have cost
/// credits.
pub async fn pay_apart(app: Shared, caller: Claims, wish: Wish, key: IdempotencyKey) -> Result<JobRecord, Failure> {
    let paying = tokio::spawn(async move { pay(&app, &caller, &wish, key).await });
    paying.await.unwrap_or_else(|_| Err(Failure::internal().charged(Charged::Unknown)))
}

/// Fulfils a wish on behalf of a caller, or says again how the same wish ended.
async fn pay(app: &App, caller: &Claims, wish: &Wish, key: IdempotencyKey) -> Result<JobRecord, Failure> {
    let reserved = match app.ledger.reserve(attempt(app, caller, wish, key)).await.map_err(nothing_sent)? {
        Reservation::Held(reserved) => reserved,
        other => return say(other),
    };
    app.ledger.mark_sent(&reserved, app.clock.now_ms()).await.map_err(nothing_sent)?;
    let outcome = app.observe(wish.send(app, &reserved).await).and_then(|record| {
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

/// Says how an earlier wish of that name ended, without making it again.
pub async fn recall(app: &App, caller: &Claims, key: IdempotencyKey) -> Result<JobRecord, Failure> {
    let standing = app.ledger.recall(caller.sub.clone(), key.into_text()).await.map_err(ledger_failure)?;
    standing.map_or_else(|| Err(Failure::not_found()), say)
}

fn say(reservation: Reservation) -> Result<JobRecord, Failure> {
    match reservation {
        Reservation::Replay(Stored::Created(job)) => Ok(*job),
        Reservation::Replay(Stored::Failed(failure)) => Err(failure.into()),
        Reservation::Held(_) | Reservation::Busy => Err(busy()),
        Reservation::OtherBody => Err(other_body()),
        Reservation::NoRoom => Err(no_room()),
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

fn attempt(app: &App, caller: &Claims, wish: &Wish, key: IdempotencyKey) -> Attempt {
    Attempt {
        subject: caller.sub.clone(),
        token: caller.jti.clone(),
        idempotency_key: key.into_text(),
        body_digest: wish.fingerprint(),
        kind: wish.kind(),
        estimate: wish.estimate(),
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
