//! Money moves once: it is held in the book before the vendor is asked, and the end is written down after.

use std::sync::Arc;
use std::time::Duration;

use akool_contract::{BatchResult, BusinessCode, JobRecord};
use http::StatusCode;
use tokio_util::task::TaskTracker;

use crate::auth::token::Claims;
use crate::http::error::ApiError;
use crate::http::extract::IdempotencyKey;
use crate::orders::Orders;
use crate::orders::batch::{self, BatchWish};
use crate::orders::order::Wish;
use crate::orders::public_record;
use crate::orders::stored::Stored;
use crate::telemetry::metrics::CreateOutcome;
use crate::vendor::VendorError;
use akool_ledger::Charged;
use akool_ledger::{Attempt, LedgerError, Millicredits, Outcome, Reservation, Reserved};

/// Between two attempts to write down how a create ended.
const PATIENCE: Duration = Duration::from_secs(1);

/// Fulfils a wish on a task of its own: a caller who hangs up must not cut off a request that may already have cost
/// credits.
pub async fn submit_detached(
    orders: Arc<Orders>,
    caller: Arc<Claims>,
    wish: Wish,
    key: IdempotencyKey,
) -> Result<JobRecord, ApiError> {
    let under_way = orders.under_way.clone();
    apart(&under_way, async move { pay(&orders, &caller, &wish, key).await }).await
}

/// The same for a batch.
pub async fn submit_batch_detached(
    orders: Arc<Orders>,
    caller: Arc<Claims>,
    wish: BatchWish,
    key: IdempotencyKey,
) -> Result<BatchResult, ApiError> {
    let under_way = orders.under_way.clone();
    apart(&under_way, async move { pay_batch(&orders, &caller, &wish, key).await }).await
}

async fn apart<T: Send + 'static>(
    under_way: &TaskTracker,
    work: impl Future<Output = Result<T, ApiError>> + Send + 'static,
) -> Result<T, ApiError> {
    under_way.spawn(work).await.unwrap_or_else(|_| Err(ApiError::internal().charged(Charged::Unknown)))
}

/// How paying begins.
enum Begun {
    /// The money is held and the book says that the request goes out now.
    Held(Reserved),
    /// It was done before.
    Replay(Stored),
}

async fn begin(orders: &Arc<Orders>, attempt: Attempt) -> Result<Begun, ApiError> {
    let reserved = attempt.reserved.clone();
    match orders.ledger.reserve(attempt).await {
        Ok(Reservation::Held(amount)) => orders.metrics.reserved(amount),
        Ok(other) => {
            orders.metrics.ended(repeated(&other), None);
            return say(other).map(Begun::Replay);
        }
        Err(fault) => {
            if fault.is_in_doubt() {
                give_up(orders, &reserved).await;
            }
            return Err(nothing_sent(fault));
        }
    }
    if let Err(fault) = orders.ledger.mark_sent(&reserved, orders.clock.now_ms()).await {
        give_up(orders, &reserved).await;
        return Err(nothing_sent(fault));
    }
    Ok(Begun::Held(reserved))
}

/// Nothing was sent, so the money is free and the key may be used again.
async fn give_up(orders: &Arc<Orders>, reserved: &Reserved) {
    settle(orders, reserved, vec![Outcome::Refused(None); reserved.count()]).await;
}

/// Fulfils a wish on behalf of a caller, or says again how the same wish ended.
async fn pay(orders: &Arc<Orders>, caller: &Claims, wish: &Wish, key: IdempotencyKey) -> Result<JobRecord, ApiError> {
    let attempt = Attempt {
        body_digest: wish.fingerprint(&orders.urls),
        kind: wish.kind(),
        estimate: wish.estimate(),
        ..attempt_of(orders, caller, key, 1)
    };
    let reserved = match begin(orders, attempt).await? {
        Begun::Held(reserved) => reserved,
        Begun::Replay(Stored::Created(job)) => return Ok(*job),
        // The digest of a batch's body is never that of another's.
        Begun::Replay(_) => return Err(other_body(Charged::Unknown)),
    };
    let outcome = wish.send(orders, &reserved).await.and_then(|record| {
        let vendor_id = record.id.clone().filter(|id| is_vendor_id(id)).ok_or(VendorError::InvalidResponse)?;
        Ok((vendor_id, record))
    });
    match outcome {
        Ok((vendor_id, record)) => {
            let FoundJob { vendor_id, charged, job } = found(orders, &caller.sub, vendor_id, record);
            let answer = Some(Stored::Created(Box::new(job.clone())).encode());
            settle(orders, &reserved, vec![Outcome::Accepted { vendor_id, charged, answer }]).await;
            Ok(job)
        }
        Err(fault) => Err(fail(orders, &reserved, fault).await),
    }
}

/// The same for a batch. Each variation has an end of its own.
async fn pay_batch(
    orders: &Arc<Orders>,
    caller: &Claims,
    wish: &BatchWish,
    key: IdempotencyKey,
) -> Result<BatchResult, ApiError> {
    let attempt = Attempt {
        body_digest: wish.fingerprint(&orders.urls),
        kind: wish.kind(),
        estimate: wish.estimate(),
        is_batch: true,
        ..attempt_of(orders, caller, key, wish.count())
    };
    let reserved = match begin(orders, attempt).await? {
        Begun::Held(reserved) => reserved,
        Begun::Replay(Stored::Batch(result)) => return Ok(result),
        Begun::Replay(_) => return Err(other_body(Charged::Unknown)),
    };
    match wish.send(orders, &reserved).await {
        Ok(result) => {
            let (ends, shown) = batch::settle_batch(orders, &caller.sub, wish.count(), result);
            settle(orders, &reserved, ends).await;
            Ok(shown)
        }
        Err(fault) => Err(fail(orders, &reserved, fault).await),
    }
}

/// Says how an earlier wish of that name ended, without making it again.
pub async fn replay(orders: &Orders, caller: &Claims, key: IdempotencyKey) -> Result<JobRecord, ApiError> {
    match replayed(orders, caller, key).await? {
        Stored::Created(job) => Ok(*job),
        _ => Err(other_body(Charged::Unknown)),
    }
}

/// The same for a batch.
pub async fn replay_batch(orders: &Orders, caller: &Claims, key: IdempotencyKey) -> Result<BatchResult, ApiError> {
    match replayed(orders, caller, key).await? {
        Stored::Batch(result) => Ok(result),
        _ => Err(other_body(Charged::Unknown)),
    }
}

async fn replayed(orders: &Orders, caller: &Claims, key: IdempotencyKey) -> Result<Stored, ApiError> {
    let standing = orders.ledger.replay(caller.sub.clone(), key.into_text()).await.map_err(ledger_failure)?;
    standing.map_or_else(|| Err(ApiError::not_found()), say)
}

fn repeated(reservation: &Reservation) -> CreateOutcome {
    if matches!(reservation, Reservation::BudgetExceeded) {
        CreateOutcome::BudgetExceeded
    } else {
        CreateOutcome::Repeated
    }
}

fn say(reservation: Reservation) -> Result<Stored, ApiError> {
    match reservation {
        Reservation::Replay(answer) => match Stored::decode(answer.as_deref()) {
            Some(Stored::Failed(failure)) => Err(failure.into()),
            Some(stored) => Ok(stored),
            // An answer that cannot be read is no reason to pay again.
            None => Err(unreadable()),
        },
        Reservation::Held(_) | Reservation::Busy => Err(busy()),
        Reservation::OtherBody(charged) => Err(other_body(charged)),
        Reservation::BudgetExceeded => Err(no_room()),
    }
}

/// Writes down that the vendor did not take it, or that nobody knows.
async fn fail(orders: &Arc<Orders>, reserved: &Reserved, fault: VendorError) -> ApiError {
    let failure = fault.of_paying();
    let answer = Some(Stored::Failed(failure.stored()).encode());
    let end = match fault.charged() {
        Charged::Unknown | Charged::Yes => Outcome::Unknown(answer),
        Charged::No if failure.is_final() => Outcome::Refused(answer),
        Charged::No => Outcome::Refused(None),
    };
    settle(orders, reserved, vec![end; reserved.count()]).await;
    failure
}

/// A job, under Akool's id and as its owner sees it.
pub struct FoundJob {
    /// Akool's id.
    pub vendor_id: String,
    /// What it costs, if Akool says so.
    pub charged: Option<Millicredits>,
    /// What the owner sees.
    pub job: JobRecord,
}

/// A job of the vendor's as its owner sees it.
pub fn found(orders: &Orders, subject: &str, vendor_id: String, record: JobRecord) -> FoundJob {
    let handle = orders.job_handles.seal(&vendor_id, subject, orders.clock.now_seconds());
    let charged = record.deduction_credit.and_then(Millicredits::from_credits);
    FoundJob { vendor_id, charged, job: public_record::job(record, &handle) }
}

fn attempt_of(orders: &Orders, caller: &Claims, key: IdempotencyKey, count: u32) -> Attempt {
    Attempt {
        reserved: Reserved::generate(count),
        is_batch: false,
        subject: caller.sub.clone(),
        token: caller.jti.clone(),
        idempotency_key: key.into_text(),
        body_digest: Vec::new(),
        kind: String::new(),
        estimate: Millicredits::default(),
        budget_limits: orders.budget_limits(caller),
        now_ms: orders.clock.now_ms(),
    }
}

/// The vendor has answered, so the caller gets that answer even if the book cannot be written now.
async fn settle(orders: &Arc<Orders>, reserved: &Reserved, ends: Vec<Outcome>) {
    for end in &ends {
        match end {
            Outcome::Accepted { charged, .. } => orders.metrics.ended(CreateOutcome::Accepted, *charged),
            Outcome::Refused(_) => orders.metrics.ended(CreateOutcome::Refused, None),
            Outcome::Unknown(_) => orders.metrics.ended(CreateOutcome::Unknown, None),
        }
    }
    if let Err(fault) = orders.ledger.settle(reserved, ends.clone(), orders.clock.now_ms()).await {
        tracing::error!(%fault, "the end of a create could not be written down; trying again");
        tokio::spawn(settle_with_retry(orders.clone(), reserved.clone(), ends));
    }
}

/// Only this gateway knows how it ended, so it goes on trying. Should it end before that, the attempt becomes unknown.
async fn settle_with_retry(orders: Arc<Orders>, reserved: Reserved, ends: Vec<Outcome>) {
    loop {
        tokio::time::sleep(PATIENCE).await;
        if orders.ledger.settle(&reserved, ends.clone(), orders.clock.now_ms()).await.is_ok() {
            tracing::info!("the end of a create has been written down after all");
            return;
        }
    }
}

/// Ids are joined by commas on the way back, so one with a comma in it would ask for two jobs.
pub fn is_vendor_id(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// The book cannot be written.
pub fn ledger_failure(fault: LedgerError) -> ApiError {
    tracing::error!(%fault, "the ledger");
    ApiError::new(StatusCode::SERVICE_UNAVAILABLE, BusinessCode::SERVER_ERROR, "Something is wrong here; try later.")
        .retryable()
}

/// The ledger holds an answer that this version cannot read.
fn unreadable() -> ApiError {
    tracing::error!("an answer in the ledger cannot be read");
    ApiError::new(StatusCode::SERVICE_UNAVAILABLE, BusinessCode::SERVER_ERROR, "Something is wrong here; try later.")
        .retryable()
}

fn nothing_sent(fault: LedgerError) -> ApiError {
    ledger_failure(fault).charged(Charged::No)
}

fn busy() -> ApiError {
    ApiError::new(StatusCode::CONFLICT, BusinessCode(1011), "The same request is under way; wait for its end.")
        .retry_after(1)
        .charged(Charged::Unknown)
}

/// What is said of credits is about the order that has the key. Nothing was sent for the one that was refused just now.
fn other_body(charged: Charged) -> ApiError {
    let message = match charged {
        Charged::No => "This Idempotency-Key was used for another request, which cost nothing; take a new one.",
        Charged::Yes => {
            "This Idempotency-Key was used for another request, which has been paid: GET with the same key gives what came \
             of it. Do not order that again under a new key."
        }
        Charged::Unknown => {
            "This Idempotency-Key was used for another request, which may have been paid: ask what came of it by GET with \
             the same key. Do not order that again under a new key."
        }
    };
    ApiError::new(StatusCode::CONFLICT, BusinessCode(1011), message).charged(charged)
}

/// The same words as for an empty account: how much there is, and whose limit was met, is nobody's business.
fn no_room() -> ApiError {
    ApiError::new(StatusCode::PAYMENT_REQUIRED, BusinessCode::CREDITS_INSUFFICIENT, "There are not enough credits.")
        .charged(Charged::No)
}
