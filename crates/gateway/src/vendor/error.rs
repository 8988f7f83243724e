use akool_contract::{BusinessCode, Class};
use http::StatusCode;

use crate::http::error::ApiError;
use akool_ledger::Charged;

/// Why a call to the vendor gave no answer one can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VendorError {
    /// No connection came about: nothing was sent.
    Unreachable,
    /// Sent, and then silence until the deadline.
    Timeout,
    /// Sent, and then the connection broke.
    ConnectionLost,
    /// A 5xx without a business code.
    ServerError,
    /// An answer that is not what the route promises.
    InvalidResponse,
    /// A 401 or 403 without a business code: a firewall or proxy on the way, and not the vendor, turned the request away.
    Blocked,
    /// A business code other than success.
    Refused {
        /// The vendor's code.
        code: BusinessCode,
        /// When the vendor wants to be asked again.
        retry_after_seconds: Option<u64>,
    },
}

/// What to suggest when the vendor says "too frequent" and no more.
const DEFAULT_RETRY_AFTER_SECONDS: u64 = 5;

impl VendorError {
    /// The value of the metric's label.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Timeout => "silent",
            Self::ConnectionLost => "lost",
            Self::ServerError => "server_error",
            Self::InvalidResponse => "nonsense",
            Self::Blocked => "blocked",
            Self::Refused { .. } => "refused",
        }
    }

    /// Whether the vendor refuses us, not the request.
    pub fn is_about_our_key(&self) -> bool {
        matches!(self, Self::Refused { code, .. } if code.class() == Class::Auth)
    }

    /// Whether the vendor has no such job; it answers one that is not ours the same way or with "no permission".
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Refused { code, .. } if matches!(code.class(), Class::NotFound | Class::Permission))
    }

    /// Whether one of the jobs that were asked about may be the reason, so that asking about the others may work.
    pub fn may_be_about_one_job(&self) -> bool {
        match self {
            Self::Unreachable | Self::Timeout | Self::Blocked => false,
            Self::ConnectionLost | Self::ServerError | Self::InvalidResponse => true,
            Self::Refused { code, .. } => {
                !matches!(code.class(), Class::Auth | Class::Rate | Class::Quota | Class::Plan)
            }
        }
    }

    /// Whether credits may have been taken all the same.
    pub fn charged(&self) -> Charged {
        match self {
            Self::Unreachable | Self::Blocked => Charged::No,
            Self::Refused { code, .. } if code.class() != Class::Unknown => Charged::No,
            _ => Charged::Unknown,
        }
    }

    /// The public error of a call that costs nothing.
    pub fn of_reading(self) -> ApiError {
        match self {
            Self::Unreachable => unavailable("The video service cannot be reached.").retryable(),
            Self::Blocked => unavailable("The video service is not available.").retryable(),
            Self::Timeout => lost(StatusCode::GATEWAY_TIMEOUT, "The video service did not answer in time.").retryable(),
            Self::ConnectionLost | Self::ServerError => {
                lost(StatusCode::BAD_GATEWAY, "The video service broke off.").retryable()
            }
            Self::InvalidResponse => {
                lost(StatusCode::BAD_GATEWAY, "The video service answered something unintelligible.").retryable()
            }
            Self::Refused { code, retry_after_seconds } => refused(code, retry_after_seconds),
        }
    }

    /// The public error of a create. One whose end is not known must not invite a second try.
    pub fn of_paying(self) -> ApiError {
        let charged = self.charged();
        let failure = self.of_reading();
        let failure = if charged == Charged::Unknown { failure.not_retryable() } else { failure };
        failure.charged(charged)
    }
}

/// Never the vendor's own text: it is not written for this reader and may hold what is none of his business.
fn refused(code: BusinessCode, retry_after_seconds: Option<u64>) -> ApiError {
    match code.class() {
        Class::Parameter => {
            ApiError::new(StatusCode::BAD_REQUEST, BusinessCode::PARAMETER, "The video service refuses this request.")
        }
        Class::Media => {
            ApiError::new(StatusCode::BAD_REQUEST, code, "The picture or the sound could not be processed.")
        }
        Class::Quota => ApiError::new(
            StatusCode::PAYMENT_REQUIRED,
            BusinessCode::CREDITS_INSUFFICIENT,
            "There are not enough credits.",
        ),
        Class::Plan => ApiError::new(
            StatusCode::FORBIDDEN,
            BusinessCode::SUBSCRIPTION_REQUIRED,
            "The account's plan does not cover this request.",
        ),
        Class::NotFound | Class::Permission => ApiError::not_found(),
        Class::Conflict => ApiError::new(StatusCode::CONFLICT, code, "The job is not in a state that allows this."),
        Class::Rate => ApiError::new(
            StatusCode::TOO_MANY_REQUESTS,
            BusinessCode::TOO_FREQUENT,
            "Too many requests; wait a moment.",
        )
        .retry_after(retry_after_seconds.unwrap_or(DEFAULT_RETRY_AFTER_SECONDS)),
        Class::Retryable => ApiError::new(
            StatusCode::SERVICE_UNAVAILABLE,
            BusinessCode::CREATE_FAILED,
            "The video service asks to try later.",
        )
        .retryable(),
        Class::Auth => unavailable("The video service is not available.").retryable(),
        Class::Unknown | Class::Success => {
            lost(StatusCode::BAD_GATEWAY, "The video service answered something unintelligible.")
        }
    }
}

fn unavailable(message: &'static str) -> ApiError {
    ApiError::new(StatusCode::SERVICE_UNAVAILABLE, BusinessCode::SERVER_ERROR, message)
}

fn lost(status: StatusCode, message: &'static str) -> ApiError {
    ApiError::new(status, BusinessCode::SERVER_ERROR, message)
}
