//! The one place where the errors of the layers below become responses.

use std::sync::Arc;

use akool_contract::{BatchError, BatchResult, BusinessCode, Class, Issue, IssueCode};
use akool_ledger::Charged;
use http::StatusCode;

use super::ApiError;
use crate::auth::AuthError;
use crate::live::LiveError;
use crate::media::Refusal;
use crate::orders::{EarlierFailure, OrderError, VariationError, Variations};
use crate::storage::{StorageError, UploadError};
use crate::vendor::VendorError;

/// What to suggest when the vendor says "too frequent" and no more.
const DEFAULT_RETRY_AFTER_SECONDS: u64 = 5;
/// When to try again after having announced too much: long after most announced files have come.
const ANNOUNCE_AGAIN_SECONDS: u64 = 60;
/// When to try again after having opened too many streams.
const STREAM_AGAIN_SECONDS: u64 = 5;
/// What callers are told about a fault of this program's own database.
const TRY_LATER: &str = "Something is wrong here; try later.";

impl From<VendorError> for ApiError {
    /// The answer to a call that costs nothing. Never the vendor's own text, which is not written for this reader and may hold
    /// what callers must not see.
    fn from(error: VendorError) -> Self {
        match error {
            VendorError::Unreachable => unavailable("The video service cannot be reached.").retryable(),
            VendorError::Blocked => unavailable("The video service is not available.").retryable(),
            VendorError::Timeout => {
                bad_gateway(StatusCode::GATEWAY_TIMEOUT, "The video service did not answer in time.").retryable()
            }
            VendorError::ConnectionLost | VendorError::ServerError => {
                bad_gateway(StatusCode::BAD_GATEWAY, "The video service broke off.").retryable()
            }
            VendorError::InvalidResponse => {
                bad_gateway(StatusCode::BAD_GATEWAY, "The video service answered something unintelligible.").retryable()
            }
            VendorError::Refused { code, retry_after_seconds } => refused(code, retry_after_seconds),
        }
    }
}

fn refused(code: BusinessCode, retry_after_seconds: Option<u64>) -> ApiError {
    let new = ApiError::new;
    match code.class() {
        Class::Parameter => {
            new(StatusCode::BAD_REQUEST, BusinessCode::PARAMETER, "The video service refuses this request.")
        }
        Class::Media => new(StatusCode::BAD_REQUEST, code, "The picture or the sound could not be processed."),
        Class::Quota => {
            new(StatusCode::PAYMENT_REQUIRED, BusinessCode::CREDITS_INSUFFICIENT, "There are not enough credits.")
        }
        Class::Plan => new(
            StatusCode::FORBIDDEN,
            BusinessCode::SUBSCRIPTION_REQUIRED,
            "The account's plan does not cover this request.",
        ),
        Class::NotFound | Class::Permission => ApiError::not_found(),
        Class::Conflict => new(StatusCode::CONFLICT, code, "The job is not in a state that allows this."),
        Class::Rate => {
            new(StatusCode::TOO_MANY_REQUESTS, BusinessCode::TOO_FREQUENT, "Too many requests; wait a moment.")
                .retry_after(retry_after_seconds.unwrap_or(DEFAULT_RETRY_AFTER_SECONDS))
        }
        Class::Retryable => {
            new(StatusCode::SERVICE_UNAVAILABLE, BusinessCode::CREATE_FAILED, "The video service asks to try later.")
                .retryable()
        }
        Class::Auth => unavailable("The video service is not available.").retryable(),
        Class::Unknown | Class::Success => {
            bad_gateway(StatusCode::BAD_GATEWAY, "The video service answered something unintelligible.")
        }
    }
}

impl From<LiveError> for ApiError {
    fn from(error: LiveError) -> Self {
        match error {
            LiveError::TooManyStreams => {
                let message = "Too many streams are open; watch several jobs in one.";
                Self::new(StatusCode::TOO_MANY_REQUESTS, BusinessCode::TOO_FREQUENT, message)
                    .retry_after(STREAM_AGAIN_SECONDS)
            }
            LiveError::Ledger(_) => unavailable(TRY_LATER).retryable().caused_by(Arc::new(error)),
            LiveError::Vendor(error) => error.into(),
        }
    }
}

impl From<OrderError> for ApiError {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::NotFound => Self::not_found(),
            OrderError::UnderWay => {
                Self::new(StatusCode::CONFLICT, BusinessCode(1011), "The same request is under way; wait for its end.")
                    .retry_after(1)
                    .charged(Charged::Unknown)
            }
            OrderError::KeyReused { charged } => key_reused(charged),
            // The same words as for an empty account: callers are not told how much there is, nor whose limit was met.
            OrderError::BudgetExceeded => Self::new(
                StatusCode::PAYMENT_REQUIRED,
                BusinessCode::CREDITS_INSUFFICIENT,
                "There are not enough credits.",
            )
            .charged(Charged::No),
            OrderError::NotRecorded(_) => {
                unavailable(TRY_LATER).retryable().charged(Charged::No).caused_by(Arc::new(error))
            }
            OrderError::Ledger(_) | OrderError::UnreadableAnswer => {
                unavailable(TRY_LATER).retryable().caused_by(Arc::new(error))
            }
            OrderError::Vendor(error) => of_order(error),
            OrderError::Earlier(failure) => earlier(failure),
            OrderError::Crashed => Self::internal().charged(Charged::Unknown),
        }
    }
}

/// The answer to an order that the vendor did not accept. One whose outcome is unknown must not invite a second try.
fn of_order(error: VendorError) -> ApiError {
    let charged = error.charged();
    let answer = ApiError::from(error);
    let answer = if charged == Charged::Unknown { answer.not_retryable() } else { answer };
    answer.charged(charged)
}

/// What is said of credits is about the order that has the key. Nothing was sent for the one that was refused just now.
fn key_reused(charged: Charged) -> ApiError {
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

fn earlier(failure: EarlierFailure) -> ApiError {
    let status = StatusCode::from_u16(failure.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let answer = ApiError::new(status, BusinessCode(failure.code), failure.message);
    ApiError { retryable: failure.retryable, charged: failure.charged, ..answer }
}

/// The answer to a batch, which as a whole is no error.
pub fn batch_result(variations: Variations) -> BatchResult {
    let error = |error| match error {
        VariationError::Refused(code) => of_variation(ApiError::from(VendorError::refused(code)).charged(Charged::No)),
        VariationError::Unknown => of_variation(of_order(VendorError::ConnectionLost)),
        VariationError::Earlier(error) => error,
    };
    BatchResult { created: variations.jobs, errors: variations.errors.into_iter().map(error).collect() }
}

fn of_variation(answer: ApiError) -> BatchError {
    BatchError {
        code: Some(answer.code),
        msg: Some(answer.message.into_owned()),
        charged: answer.charged.map(|charged| charged.as_str().to_owned()),
    }
}

impl From<AuthError> for ApiError {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::InvalidToken => {
                Self::unauthorized(BusinessCode::AUTH_INVALID, "The token is not valid, or no longer.")
            }
            AuthError::InvalidSession(_) => Self::unauthorized(
                BusinessCode::AUTH_INVALID,
                "Tokens are minted for the issuer and for who is logged in.",
            ),
            AuthError::SessionKeysUnavailable => {
                unavailable("Logins cannot be checked at the moment; try later.").retryable()
            }
            AuthError::NotRecorded(_) => unavailable(TRY_LATER).retryable().caused_by(Arc::new(error)),
        }
    }
}

impl From<UploadError> for ApiError {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::Refused(refusal) => refusal.into(),
            UploadError::NotThereYet => {
                Self::new(StatusCode::CONFLICT, BusinessCode(1011), "The bytes are not there yet.").retry_after(1)
            }
            UploadError::TooLarge { maximum_bytes } => ApiError::too_large(maximum_bytes),
            UploadError::Storage(StorageError::SubjectShare) => {
                let message = "Too many files are announced and not sent yet; send or complete those first.";
                Self::new(StatusCode::TOO_MANY_REQUESTS, BusinessCode::TOO_FREQUENT, message)
                    .retry_after(ANNOUNCE_AGAIN_SECONDS)
            }
            UploadError::Storage(StorageError::Full) => {
                unavailable("There is no room for more files now.").retryable().caused_by(Arc::new(error))
            }
            UploadError::Storage(_) => unavailable("Files cannot be kept now.").retryable().caused_by(Arc::new(error)),
            UploadError::Internal => Self::internal(),
        }
    }
}

impl From<Refusal> for ApiError {
    /// 415 when another format is needed, 400 when another copy may do.
    fn from(refusal: Refusal) -> Self {
        let code = BusinessCode(if refusal.is_about_sound() { 1110 } else { 1108 });
        let message = refusal.message();
        let issue = Issue::new("", IssueCode::InvalidValue, message.clone());
        if refusal.is_about_format() {
            // The rest of it may still be on its way.
            Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, code, message).with_issue(issue).closing()
        } else {
            Self::new(StatusCode::BAD_REQUEST, code, message).with_issue(issue)
        }
    }
}

impl From<StorageError> for ApiError {
    /// The answer to reading a file.
    fn from(error: StorageError) -> Self {
        unavailable("The file cannot be read now.").retryable().caused_by(Arc::new(error))
    }
}

fn unavailable(message: &'static str) -> ApiError {
    ApiError::new(StatusCode::SERVICE_UNAVAILABLE, BusinessCode::SERVER_ERROR, message)
}

fn bad_gateway(status: StatusCode, message: &'static str) -> ApiError {
    ApiError::new(status, BusinessCode::SERVER_ERROR, message)
}

#[cfg(test)]
mod tests;
