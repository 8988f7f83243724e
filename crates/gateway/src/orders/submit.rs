//! Credits are spent once: an order is recorded in the ledger before it is sent, and its outcome after.

use std::sync::Arc;
use std::time::Duration;

use akool_ledger::{Attempt, Charged, Outcome, Reservation, Reserved};
use tracing::Instrument as _;

use crate::auth::token::Claims;
use crate::orders::order::{Order, Settlement};
use crate::orders::stored::StoredAnswer;
use crate::orders::{OrderError, Orders};
use crate::telemetry::Chain;
use crate::telemetry::metrics::CreateOutcome;
use crate::vendor::VendorError;

/// Between two attempts to record an outcome.
const RETRY_INTERVAL: Duration = Duration::from_secs(1);

impl Orders {
    /// Submits an order on a task of its own: a caller who hangs up must not cut off a request that may already have cost
    /// credits.
    ///
    /// # Errors
    ///
    /// See [`OrderError`].
    pub async fn submit_detached<O: Order>(
        self: &Arc<Self>,
        caller: Arc<Claims>,
        order: O,
        idempotency_key: String,
    ) -> Result<O::Reply, OrderError> {
        let orders = self.clone();
        let submitting = async move { orders.submit(&caller, &order, idempotency_key).await }.in_current_span();
        self.under_way.spawn(submitting).await.unwrap_or(Err(OrderError::Crashed))
    }

    async fn submit<O: Order>(
        self: &Arc<Self>,
        caller: &Claims,
        order: &O,
        idempotency_key: String,
    ) -> Result<O::Reply, OrderError> {
        // Reserve: the key and the credits, in one transaction.
        let reserved = Reserved::generate(order.count());
        let ordered_at_ms = self.clock.now_ms();
        let attempt = Attempt {
            reserved: reserved.clone(),
            is_batch: O::IS_BATCH,
            subject: caller.sub.clone(),
            token: caller.jti.clone(),
            idempotency_key,
            body_digest: order.fingerprint(&self.urls),
            kind: order.kind(),
            estimate: order.estimate(),
            budget_limits: self.budget_limits(caller),
            now_ms: ordered_at_ms,
        };
        match self.ledger.reserve(attempt).await {
            Ok(Reservation::Held(amount)) => self.metrics.reserved(amount),
            Ok(Reservation::BudgetExceeded) => {
                self.metrics.ended(CreateOutcome::BudgetExceeded, None);
                return Err(OrderError::BudgetExceeded);
            }
            Ok(earlier) => {
                self.metrics.ended(CreateOutcome::Repeated, None);
                return replay_of::<O>(earlier);
            }
            Err(error) => {
                // The reservation may be there all the same.
                if error.is_in_doubt() {
                    self.settle(&reserved, not_sent(&reserved)).await;
                }
                return Err(OrderError::NotRecorded(error));
            }
        }

        // Mark as sent: a crash from here on leaves the outcome unknown.
        if let Err(error) = self.ledger.mark_sent(&reserved, self.clock.now_ms()).await {
            self.settle(&reserved, not_sent(&reserved)).await;
            return Err(OrderError::NotRecorded(error));
        }

        // Send, once.
        let webhook_url = self.urls.webhook(reserved.id(), self.clock.now_seconds());
        let answer = order.send(&self.vendor, webhook_url).await;

        // Settle: record the outcome. The vendor has answered, so the caller is told even if the ledger cannot be written now.
        match answer.and_then(|answer| order.settle(answer, &self.owner(&caller.sub, ordered_at_ms))) {
            Ok(Settlement { outcomes, reply }) => {
                self.settle(&reserved, outcomes).await;
                Ok(reply)
            }
            Err(error) => {
                self.settle(&reserved, vec![outcome_of_failure(&error); reserved.count()]).await;
                Err(OrderError::Vendor(error))
            }
        }
    }

    /// How an earlier order with this key ended. Nothing is sent.
    ///
    /// # Errors
    ///
    /// See [`OrderError`].
    pub async fn replay<O: Order>(&self, caller: &Claims, idempotency_key: String) -> Result<O::Reply, OrderError> {
        let earlier = self.ledger.replay(caller.sub.clone(), idempotency_key).await.map_err(OrderError::Ledger)?;
        earlier.map_or(Err(OrderError::NotFound), replay_of::<O>)
    }

    async fn settle(self: &Arc<Self>, reserved: &Reserved, outcomes: Vec<Outcome>) {
        for outcome in &outcomes {
            match outcome {
                Outcome::Accepted { charged, .. } => self.metrics.ended(CreateOutcome::Accepted, *charged),
                Outcome::Refused(_) => self.metrics.ended(CreateOutcome::Refused, None),
                Outcome::Unknown(_) => self.metrics.ended(CreateOutcome::Unknown, None),
            }
        }
        if let Err(error) = self.ledger.settle(reserved, outcomes.clone(), self.clock.now_ms()).await {
            tracing::error!(error = %Chain(&error), "the outcome of an order could not be recorded; trying again");
            tokio::spawn(settle_with_retry(self.clone(), reserved.clone(), outcomes).in_current_span());
        }
    }
}

/// Only this gateway knows the outcome, so it retries until the outcome is recorded. If the gateway ends before that, the
/// order becomes unknown.
async fn settle_with_retry(orders: Arc<Orders>, reserved: Reserved, outcomes: Vec<Outcome>) {
    loop {
        tokio::time::sleep(RETRY_INTERVAL).await;
        if orders.ledger.settle(&reserved, outcomes.clone(), orders.clock.now_ms()).await.is_ok() {
            tracing::info!("the outcome of an order has been recorded after all");
            return;
        }
    }
}

/// Nothing was sent, so the credits are free again and the key may be used again.
fn not_sent(reserved: &Reserved) -> Vec<Outcome> {
    vec![Outcome::Refused(None); reserved.count()]
}

/// Only a refusal of the request itself is stored: the same request would be refused again. After another one the same key
/// may try again, but not while it is unknown whether credits were taken.
fn outcome_of_failure(error: &VendorError) -> Outcome {
    let answer = StoredAnswer::of_failure(error).encode();
    match error.charged() {
        Charged::Unknown | Charged::Yes => Outcome::Unknown(Some(answer)),
        Charged::No if error.is_about_the_request() => Outcome::Refused(Some(answer)),
        Charged::No => Outcome::Refused(None),
    }
}

/// What the caller is told about an earlier order with the same key.
fn replay_of<O: Order>(earlier: Reservation) -> Result<O::Reply, OrderError> {
    let answer = match earlier {
        Reservation::Replay(answer) => answer,
        Reservation::Held(_) | Reservation::Busy => return Err(OrderError::UnderWay),
        Reservation::OtherBody(charged) => return Err(OrderError::KeyReused { charged }),
        Reservation::BudgetExceeded => return Err(OrderError::BudgetExceeded),
    };
    match StoredAnswer::decode(answer.as_deref()).ok_or(OrderError::UnreadableAnswer)? {
        StoredAnswer::Refused(code) => Err(OrderError::Vendor(VendorError::refused(code))),
        StoredAnswer::Unknown(lost) => Err(OrderError::Vendor(lost.into())),
        StoredAnswer::Failed(failure) => Err(OrderError::Earlier(failure)),
        // The key belongs to an order of another type.
        stored => O::reply_of(stored).ok_or(OrderError::KeyReused { charged: Charged::Unknown }),
    }
}
